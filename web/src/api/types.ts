// What the plugin's REST answers, as far as the app shows it (schemas/api/openapi.yaml).

export interface Problem {
  status: number;
  code: string;
  detail: string;
  next?: string;
  errors?: {path: string; detail: string}[];
}

export interface Me {
  id: string;
  name: string;
  roles: string[];
  tenants: string[];
  locale?: string;
  tenant_details?: Record<string, {name?: string; time_zone?: string}>;
}

export type Provider = 'coex' | 'meta' | 'meow';

export interface Phone {
  sign: string;
  strength: 'weak' | 'middle' | 'strong';
  at: string;
  at_risk_from: string;
  level: 'fresh' | 'unsure' | 'remind' | 'urgent';
  next?: string;
}

export interface Account {
  id: string;
  tenant: string;
  provider: Provider;
  name: string;
  address: string;
  state: string;
  since: string;
  reason?: string;
  initiated_by?: string;
  waba_id?: string;
  phone_number_id?: string;
  road: string;
  flags: {
    token_invalid?: boolean;
    payment_problem?: boolean;
    subscription_missing?: boolean;
    restricted?: {what: string; until?: string; remedy?: string}[];
    violation?: string;
    ban?: string;
  };
  signs_of_life: {customer_message_at?: string; phone_message_at?: string; contacts_told_at?: string; phone_opened_at?: string};
  phone?: Phone;
  notices?: {kind: string; about?: string; at: string; word?: string; detail?: string}[];
  history?: {outcome?: string; progress?: number};
}

export interface History {
  outcome: string;
  words: string;
  unproven?: string;
  gate: {choice: string; days: number; since: string};
  progress: number;
  phases: {phase: number; chunks: number; highest_chunk: number; missing_count: number}[];
  messages_told: number;
  messages: number;
  conversations: number;
  files_missing: {code: string; detail: string; messages: number}[];
}

export interface Schema {
  type?: string | string[];
  title?: string;
  description?: string;
  enum?: unknown[];
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  patternErrorMessage?: string;
  writeOnly?: boolean;
  items?: Schema;
}

export interface Action {
  id: string;
  title: string;
  description: string;
  input_schema: Schema;
  flags: string[];
  enabled: boolean;
  reason?: Problem;
}

export interface Operation {
  id: string;
  tenant: string;
  provider: Provider;
  account?: string;
  action: string;
  state: 'pending' | 'held' | 'succeeded' | 'failed' | 'unknown';
  created_at: string;
  changed_at: string;
  result?: Record<string, unknown>;
  problem?: Problem;
}

/** An app by whose dialog numbers are connected; `script`: also by the SDK's window. */
export interface Road {
  road: string;
  app_id: string;
  config_id: string;
  graph_version: string;
  link_days: number;
  extras: Record<string, unknown>;
  script?: string;
}

export interface ConnectStep {
  step: string;
  state: string;
  at: string;
  code?: string;
  detail?: string;
  platform?: string;
  trace_id?: string;
}

export interface ConnectResult {
  stage: string;
  waits_for?: string;
  expires_at: string;
  authorization_url?: string;
  steps: ConnectStep[];
  account?: string;
  contacts?: string;
  history?: string;
  candidates?: {phone_number_id: string; address: string; name: string}[];
}

export interface ConnectLink {
  id: string;
  tenant: string;
  provider: 'coex' | 'meta';
  name?: string;
  address?: string;
  state: 'open' | 'used' | 'revoked' | 'replaced' | 'expired';
  url?: string;
  reached: 'not_opened' | 'opened' | 'in_dialog' | 'connecting' | 'choosing' | 'failed' | 'connected';
  created_at: string;
  expires_at: string;
  opened_at?: string;
  attempts: number;
  operation?: string;
  account?: string;
  last_step?: {step: string; at: string; code?: string};
}

export interface Guide {
  modes: Record<'coex' | 'meta', {name: string; when: string[]; not: string[]}>;
  promises: {good: string[]; risky: string[]};
  phone_changes: {id: string; feature: string; on_phone: string; here: string}[];
  backup: string;
}

export interface Verdict {
  blocker: string;
  name: string;
  words: string;
  certainty: 'sure' | 'likely' | 'possible';
  certainty_words: string;
  evidence: {kind: string; value: string; words: string}[];
  steps: {step: string; who: string; who_words: string; words: string}[];
  again: {state: 'now' | 'later' | 'stop' | 'never'; at?: string; seconds?: number; tried: number; at_most: number; words: string};
  support?: string;
}

export interface DiagnosisAnswer {
  verdicts: Verdict[];
  unknown?: {detail: string; next: string};
}

export interface Person {
  name?: string;
  phone?: string;
  username?: string;
}

export interface Conversation {
  id: string;
  account?: string;
  contact: string;
  tenant: string;
  last_message_at?: string;
  window: {state: 'open' | 'unconfirmed' | 'closed'; open_until?: string};
  handover?: {held: boolean; until?: string};
  answering?: Answering;
  unanswered?: number;
  person?: Person;
  last_message?: {
    id: string;
    direction: 'in' | 'out';
    origin: string;
    sent_at: string;
    type?: string;
    placeholder?: boolean;
    revoked?: boolean;
    text?: string;
    status?: string;
  };
}

/** Who is answering in a conversation just now; over by itself at `until`. */
export interface Answering {
  actor: string;
  name: string;
  you: boolean;
  since: string;
  until: string;
}

export interface Note {
  id: string;
  text: string;
  actor: string;
  at: string;
}

export interface SavedReply {
  id: string;
  tenant: string;
  title: string;
  text: string;
  changed_by: string;
  changed_at: string;
}

export interface Found {
  conversation: Conversation;
  message?: {id: string; direction: 'in' | 'out'; origin: string; sent_at: string; text: string};
}

/** Names of a contact, as evidence told them. */
export interface Contact {
  id: string;
  tenant: string;
  name?: string;
  phone?: string;
  username?: string;
  identities: {kind: string; value: string; key: string; after?: string; until?: string}[];
  joins?: {one: {kind: string; value: string}; other: {kind: string; value: string}; because: 'shown_together' | 'changed' | 'decided'}[];
  maybe_same?: string[];
}

export interface MessageTimes {
  since: string;
  complete: boolean;
  parts: {at: string; customer?: number; api?: number; business_app?: number; other_app?: number; imported?: number}[];
}

export interface Queue {
  queued: number;
  held: number;
  sending: number;
  unknown: number;
  per_second: number;
  expected_wait_s: number;
  oldest_at?: string;
}

export interface Media {
  id: string;
  state?: string;
  reason?: string;
  href?: string;
  bytes?: number;
  mime_type?: string;
  filename?: string;
  voice?: boolean;
}

export interface Message {
  id: string;
  account?: string;
  conversation?: string;
  direction: 'in' | 'out';
  origin: string;
  sent_at: string;
  wamid?: string;
  type?: string;
  placeholder?: boolean;
  revoked?: boolean;
  text?: string;
  reply_to_wamid?: string;
  media?: Media;
  location?: {latitude?: number; longitude?: number; name?: string; address?: string};
  edited_at?: string;
  reactions?: {actor: string; emoji: string; at: string}[];
  status?: string;
  status_reason?: string;
  error?: {title?: string; details?: string; detail?: string; next?: string};
  forwarded?: string;
  standby?: boolean;
}

export interface Check {
  status: 'ok' | 'warn' | 'fail';
  code?: string;
  detail?: string;
  next?: string;
}

export interface Health {
  status: 'ok' | 'warn' | 'fail';
  at: string;
  checks: Record<string, Check>;
  problems: {check: string; status: string; code: string; detail: string; next: string}[];
}

export interface AuditEntry {
  id: string;
  at: string;
  tenant?: string;
  account?: string;
  initiator: string;
  actor: string;
  action: string;
  outcome: string;
  code?: string;
  before?: string;
  after?: string;
  detail?: string;
  times?: number;
}

export interface Quarantined {
  segment: string;
  row: number;
  reason: string;
  road: string;
  at: string;
}
