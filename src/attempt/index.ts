export type { UpstreamFailure } from './failure.ts';
export * from './pinger/index.ts';
export {
  createUpstream,
  type Upstream,
  type UpstreamCall,
  type UpstreamHandler,
  type UpstreamOptions,
  type UpstreamRequest,
} from './upstream.ts';
