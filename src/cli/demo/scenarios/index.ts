import type { Scenario } from '../../../simulator/index.ts';
import { briefing } from './briefing.ts';
import { deployWatch } from './deploy-watch.ts';
import { dinner } from './dinner.ts';
import { introduction } from './introduction.ts';
import { invoices } from './invoices.ts';
import { lunch } from './lunch.ts';
import { nightTrain } from './night-train.ts';
import { parcel } from './parcel.ts';
import { refund } from './refund.ts';
import { restaurant } from './restaurant.ts';
import { tokyoCall } from './tokyo-call.ts';
import { umbrella } from './umbrella.ts';

/** The demo's dozen tasks, in the order they are played. Every model says the same words in them. */
export const scenarios: readonly Scenario[] = [
  umbrella,
  briefing,
  dinner,
  refund,
  nightTrain,
  lunch,
  parcel,
  tokyoCall,
  restaurant,
  deployWatch,
  introduction,
  invoices,
];
