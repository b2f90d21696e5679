import { findModel, type Model, models } from '../model-table.ts';
import { type Exchange, sendError, sendJson } from './exchange.ts';

const defaultLimit = 20;
const maxLimit = 1_000;

function midnight(day: string): string {
  return `${day}T00:00:00Z`;
}

function toModelInfo(model: Model) {
  return {
    type: 'model',
    id: model.id,
    display_name: model.displayName,
    created_at: midnight(model.released ?? '1970-01-01'),
    max_input_tokens: model.contextTokens,
    max_tokens: model.maxOutputTokens,
    line: model.line,
    lifecycle: model.retires === undefined ? 'active' : 'deprecated',
    deprecated_at: null,
    retires_at: model.retires === undefined ? null : midnight(model.retires),
    capabilities: null,
  };
}

/** The page that `limit`, `after_id` and `before_id` ask for; an id that is not listed gives an empty page. */
function pageOf(query: URLSearchParams) {
  const limit = Math.min(maxLimit, Math.max(1, Number(query.get('limit') ?? defaultLimit) || defaultLimit));
  const after = query.get('after_id');
  const before = query.get('before_id');
  const indexOf = (id: string) => models.findIndex((model) => model.id === id);
  if (before !== null) {
    const end = Math.max(0, indexOf(before));
    const start = Math.max(0, end - limit);
    return { page: models.slice(start, end), hasMore: start > 0 };
  }
  const start = after === null ? 0 : indexOf(after) === -1 ? models.length : indexOf(after) + 1;
  return { page: models.slice(start, start + limit), hasMore: start + limit < models.length };
}

/** Answers `GET /v1/models`, newest models first. */
export function answerModels(exchange: Exchange): void {
  const { page, hasMore } = pageOf(new URLSearchParams(exchange.request.url?.split('?')[1]));
  const list = {
    data: page.map(toModelInfo),
    has_more: hasMore,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
  sendJson(exchange, 200, JSON.stringify(list));
}

/** Answers `GET /v1/models/{id}`; an alias gives the model it stands for. */
export function answerModel(exchange: Exchange, name: string): void {
  const model = findModel(name);
  if (model === undefined) sendError(exchange, { type: 'not_found_error', message: `model: ${name}` });
  else sendJson(exchange, 200, JSON.stringify(toModelInfo(model)));
}
