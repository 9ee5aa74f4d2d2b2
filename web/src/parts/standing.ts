import type {Account} from '../api/types.js';
import type {App} from '../app.js';

export type Mood = 'good' | 'warn' | 'bad' | 'muted';

/** How a number stands, for the eye; the words say it too. */
export function mood_of(account: Account): Mood {
  switch (account.state) {
    case 'connected':
    case 'syncing':
      return account.flags.token_invalid || account.flags.ban ? 'bad' : 'good';
    case 'onboarding':
    case 'disconnect_pending':
    case 'paused':
    case 'offboarded':
      return 'warn';
    case 'failed':
      return 'bad';
    default:
      return 'muted';
  }
}

/** "Connected", "Importing the past, 40 %". */
export function state_words(app: App, account: Account): string {
  const progress = account.history?.progress;
  if (account.state === 'syncing' && progress !== undefined && progress < 100) return app.t('state.syncing_at', {percent: progress});
  return app.texts.find(`state.${account.state}`) ?? account.state;
}

/** What somebody should look after, the worst first. */
export function worries_of(app: App, account: Account): string[] {
  const t = app.t;
  const worries: string[] = [];
  const {flags, phone} = account;
  if (flags.ban) worries.push(t('worry.ban'));
  if (flags.token_invalid) worries.push(t('worry.token'));
  if (flags.subscription_missing) worries.push(t('worry.subscription'));
  for (const limit of flags.restricted ?? []) {
    if (limit.until && new Date(limit.until).getTime() < Date.now()) continue;
    worries.push(limit.until ? t('worry.restricted_until', {until: app.format.moment(limit.until, app.zone(account.tenant))}) : t('worry.restricted'));
  }
  if (flags.violation) worries.push(t('worry.violation'));
  if (flags.payment_problem) worries.push(t('worry.payment'));
  if (account.history?.outcome === 'held') worries.push(t('worry.history_held'));
  if (phone && phone.level !== 'fresh') worries.push(t(`worry.phone_${phone.level}`, {when: app.format.ago(phone.at)}));
  return worries;
}
