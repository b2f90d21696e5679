type Properties = Readonly<Record<string, { readonly type: string; readonly description: string }>>;

/** A tool as the model is told of it; what its calls give is in the scenarios. */
interface OfferedTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema. */
  readonly input: { readonly type: 'object'; readonly properties: Properties };
}

function tool(name: string, description: string, properties: Properties): OfferedTool {
  return { name, description, input: { type: 'object', properties } };
}

const text = (description: string) => ({ type: 'string', description });
const number = (description: string) => ({ type: 'number', description });

/** The tools the assistant offers on every turn: seven that are simple by default, three that are not. */
export const tools: readonly OfferedTool[] = [
  tool('request_tool', 'Sends an HTTP request to a known interface and returns its body.', {
    url: text('Full address, with its query.'),
    method: text('GET or POST.'),
    body: { type: 'object', description: 'JSON body of a POST.' },
  }),
  tool('weather_tool', 'Current weather and forecast of a city.', {
    city: text('Name of the city.'),
    date: text('Day of the forecast, YYYY-MM-DD; today when left out.'),
    hours: number('How many hours ahead, hour by hour.'),
  }),
  tool('web_search_tool', 'Searches the web; returns titles and snippets.', {
    query: text('What to search for. No personal data.'),
  }),
  tool('time_tool', 'Local date, time and weekday of a place.', { place: text('City or time zone.') }),
  tool('reminder_tool', 'Lists and creates the person’s reminders.', {
    action: text('list or create.'),
    at: text('When to remind, local time, YYYY-MM-DDTHH:MM.'),
    text: text('What to remind of.'),
    day: text('For list: today, tomorrow or YYYY-MM-DD.'),
  }),
  tool('maps_tool', 'Finds places and routes.', {
    action: text('search or route.'),
    query: text('For search: what to look for.'),
    near: text('For search: an address or place.'),
    radius_m: number('For search: how far around.'),
    from: text('For route: start.'),
    to: text('For route: destination.'),
    mode: text('walk, bicycle, transit or car.'),
    arrive_by: text('For route: latest arrival, YYYY-MM-DDTHH:MM.'),
  }),
  tool('contacts_tool', 'Looks up a person or a group in the address book.', {
    name: text('Full or partial name.'),
    group: text('Name of a group; returns its members.'),
  }),
  tool('memory_tool', 'Keeps and finds notes that people asked to be remembered.', {
    action: text('search or write.'),
    query: text('For search: what about.'),
    note: text('For write: the note.'),
  }),
  tool('email_tool', 'Sends an email in the company’s name.', {
    to: text('Recipients, separated by commas.'),
    subject: text('Subject line.'),
    body: text('Plain text.'),
  }),
  tool('customer_database_tool', 'Reads and changes customers, orders, claims and refunds.', {
    action: text('get_order, get_customer, refund or close_claim.'),
    customer_id: text('Customer number.'),
    order_id: text('Order number.'),
    amount: number('For refund: amount in the order’s currency.'),
    reason: text('For refund: why.'),
    close_claim: { type: 'boolean', description: 'For refund: close the open claim with it.' },
  }),
];
