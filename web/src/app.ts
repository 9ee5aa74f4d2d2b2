import {Client, Refused} from './api/client.js';
import type {Action, Me, Problem, Provider} from './api/types.js';
import type {Key, Texts, Values} from './text/catalogue.js';
import {Format} from './text/format.js';

/** What a CRM may tell of its tenants. */
export interface TenantWords {
  name?: string;
  timeZone?: string;
}

export type Place =
  | {screen: 'inbox'; id?: string; message?: string}
  | {screen: 'numbers'}
  | {screen: 'number'; id: string}
  | {screen: 'connect'; operation?: string}
  | {screen: 'diagnose'; operation?: string; account?: string}
  | {screen: 'links'}
  | {screen: 'phone'}
  | {screen: 'replies'}
  | {screen: 'guide'; provider: Provider}
  | {screen: 'admin'};

/** What every screen stands on: who is here, what the plugin answers, how it is said, and where to go. */
export class App {
  readonly format: Format;

  constructor(
    readonly client: Client,
    readonly texts: Texts,
    readonly me: Me,
    private readonly tenants: Record<string, TenantWords>,
    readonly go: (place: Place) => void,
    readonly address: (place: Place) => string,
    /** The page to which a dialog in this tab comes back; empty where the CRM's own page shows the app. */
    readonly return_page: string,
  ) {
    this.format = new Format(texts.language);
  }

  readonly t = (key: Key, values?: Values): string => this.texts.t(key, values);

  /** For links: where the address does not follow what is shown, the click itself leads on. */
  readonly follow = (event: Event, place: Place): void => {
    if (this.return_page) return;
    event.preventDefault();
    this.go(place);
  };

  get admin(): boolean {
    return this.me.roles.includes('admin');
  }

  tenant(id: string): string {
    return this.tenants[id]?.name || this.me.tenant_details?.[id]?.name || id;
  }

  /** The hotel's own time zone, by the page that shows the app, else by the CRM; of the first hotel where none is meant. */
  zone(tenant?: string): string | undefined {
    const id = tenant ?? this.me.tenants[0] ?? '';
    return this.tenants[id]?.timeZone ?? this.me.tenant_details?.[id]?.time_zone;
  }

  async actions(account: string): Promise<Action[]> {
    return (await this.client.get<{actions: Action[]}>(`/v1/accounts/${account}/actions`)).actions;
  }

  /** What happened and what to do, in words, for any refusal: the plugin's own, or this catalogue's for what it cannot say. */
  words(problem: Problem): {detail: string; next: string} {
    const own = this.texts.find(`refused.${problem.code}`);
    if (own !== undefined) return {detail: own, next: this.texts.find(`refused.${problem.code}.next`) ?? ''};
    if (problem.detail) return {detail: problem.detail, next: problem.next ?? ''};
    return {detail: this.t('refused.other'), next: this.t('refused.other.next')};
  }
}

export function problem_of(error: unknown): Problem {
  if (error instanceof Refused) return error.problem;
  throw error;
}
