import {css, html, LitElement, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import {Client, Refused} from './api/client.js';
import type {Me, Problem} from './api/types.js';
import {App, type Place, type TenantWords} from './app.js';
import {base, tokens} from './look/base.js';
import {icon, type Shape} from './look/icons.js';
import {address_of, place_of} from './place.js';
import {Waiting} from './waiting.js';
import {direction_of, language_of, Texts, type Key} from './text/catalogue.js';

const screens: Record<Place['screen'], () => Promise<unknown>> = {
  inbox: () => import('./screens/inbox.js'),
  numbers: () => import('./screens/numbers.js'),
  number: () => import('./screens/number.js'),
  connect: () => import('./screens/connect.js'),
  diagnose: () => import('./screens/diagnose.js'),
  links: () => import('./screens/links.js'),
  phone: () => import('./screens/phone.js'),
  replies: () => import('./screens/replies.js'),
  guide: () => import('./screens/guide.js'),
  admin: () => import('./screens/admin.js'),
};

const tabs: {screen: 'inbox' | 'numbers' | 'phone' | 'admin'; name: Key; icon: Shape}[] = [
  {screen: 'inbox', name: 'nav.inbox', icon: 'inbox'},
  {screen: 'numbers', name: 'nav.numbers', icon: 'number'},
  {screen: 'phone', name: 'nav.phone', icon: 'guide'},
  {screen: 'admin', name: 'nav.admin', icon: 'admin'},
];

/**
 * The staff app: WhatsApp numbers and conversations of whoever is signed in to the CRM.
 *
 * A CRM loads MOUNT/app/wa-channels.js as a module and places <wa-channels>. It fills the box that the CRM gives it.
 * Attributes: `mount` (where the plugin is, if the script comes from elsewhere), `lang`, `dir`, `theme` (light or dark;
 * else as the system has it), `tenants` (JSON: {id: {name, timeZone}}), `page` (it is the whole page: the address
 * follows what is shown).
 */
@customElement('wa-channels')
export class WaChannels extends LitElement {
  static override styles = [
    tokens,
    base,
    css`
      :host {
        background: var(--ground);
        block-size: 100%;
        color: var(--text);
        container-type: inline-size;
        display: grid;
        font: 1rem/1.5 system-ui, 'Segoe UI', Roboto, sans-serif;
        grid-template-rows: auto minmax(0, 1fr);
        min-block-size: 24rem;
        overflow: hidden;
      }
      :host([page]) {
        block-size: 100dvh;
      }
      nav {
        background: var(--surface);
        border-block-end: 1px solid var(--line);
        display: flex;
        gap: 0.25rem;
        padding: 0.3rem 0.5rem 0;
      }
      nav a {
        align-items: center;
        border-block-end: 3px solid transparent;
        color: var(--text);
        display: inline-flex;
        gap: 0.4rem;
        min-block-size: 2.75rem;
        padding: 0.2rem 0.8rem;
        text-decoration: none;
      }
      nav a[aria-current] {
        border-color: var(--accent);
        color: var(--accent);
        font-weight: 600;
      }
      nav a:focus-visible {
        outline-offset: -3px;
      }
      nav button {
        margin-inline-start: auto;
      }
      .count {
        background: var(--accent);
        border-radius: 1rem;
        color: var(--on-accent);
        font-size: 0.75rem;
        font-weight: 600;
        padding: 0 0.45rem;
      }
      main {
        min-block-size: 0;
        overflow: auto;
      }
      main:focus-visible {
        outline-offset: -3px;
      }
      main.arrived {
        outline: none;
      }
      main > * {
        display: block;
      }
      @media print {
        :host,
        :host([page]) {
          block-size: auto;
          display: block;
          overflow: visible;
        }
        nav {
          display: none;
        }
        main {
          overflow: visible;
        }
      }
      @container (max-width: 32rem) {
        nav {
          justify-content: space-around;
          padding-inline: 0;
        }
        nav a {
          flex: 1 1 0;
          flex-direction: column;
          font-size: 0.75rem;
          gap: 0;
          line-height: 1.2;
          min-inline-size: 0;
          overflow-wrap: anywhere;
          padding-inline: 0.1rem;
          position: relative;
          text-align: center;
        }
        nav .count {
          inset-block-start: 0;
          inset-inline-end: 0;
          position: absolute;
        }
        nav button {
          margin: 0;
          padding-inline: 0.4rem;
        }
      }
    `,
  ];

  @property() mount = '';
  @property({type: Object}) tenants: Record<string, TenantWords> = {};
  @property({type: Boolean}) page = false;
  @property({reflect: true}) theme = '';
  @state() private place: Place = {screen: 'inbox'};
  @state() private app: App | undefined;
  @state() private texts: Texts | undefined;
  @state() private problem: Problem | undefined;
  @state() private ready = new Set<string>(); // screens whose files are here: their elements must know what they are

  @state() private waiting = 0;
  @state() private sound = false;
  private ear: Waiting | undefined;
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private follows_system = false;

  override connectedCallback(): void {
    super.connectedCallback();
    const wished = this.page ? new URLSearchParams(location.search) : new URLSearchParams();
    if (wished.get('theme')) this.theme = wished.get('theme') ?? '';
    if (wished.get('dir')) this.dir = wished.get('dir') ?? '';
    if (wished.get('lang')) this.lang = wished.get('lang') ?? '';
    this.follows_system = this.theme === '';
    this.take_theme();
    this.dark.addEventListener('change', this.take_theme);
    if (this.page) {
      document.body.style.margin = '0';
      window.addEventListener('hashchange', this.take_address);
      this.place = place_of(location);
      // The way back from a dialog names its operation in the query: from here on the address says it like any other.
      if (wished.get('operation')) history.replaceState(null, '', location.pathname + address_of(this.place));
    }
    void this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.ear?.stop();
    this.dark.removeEventListener('change', this.take_theme);
    window.removeEventListener('hashchange', this.take_address);
  }

  private readonly take_theme = (): void => {
    if (this.follows_system) this.theme = this.dark.matches ? 'dark' : 'light';
  };

  private readonly take_address = (): void => {
    this.place = place_of(location);
  };

  private readonly go = (place: Place): void => {
    if (this.page) location.hash = address_of(place);
    else this.place = place;
  };

  private async begin(): Promise<void> {
    const mount = this.mount || new URL(/* @vite-ignore */ '../..', import.meta.url).pathname.replace(/\/$/, '');
    const language = language_of([this.lang, ...navigator.languages]);
    const client = new Client(mount, language);
    let texts = await Texts.load(language);
    let me: Me | undefined;
    try {
      me = await client.get<Me>('/v1/me');
      if (!this.lang && me.locale) texts = await Texts.load(language_of([me.locale, ...navigator.languages]));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.problem = error.problem;
    }
    client.language = texts.language;
    this.texts = texts;
    this.lang = texts.language;
    this.dir = this.dir || direction_of(texts.language);
    const back = this.page ? location.origin + location.pathname : '';
    if (me) this.listen(client);
    if (me) this.app = new App(client, texts, me, this.tenants, this.go, (place) => (this.page ? address_of(place) : '#'), back);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('place')) void this.fetch(this.place.screen);
    if (this.page && this.texts) {
      document.title = this.waiting > 0 ? this.texts.t('title_waiting', {count: this.waiting}) : this.texts.t('title');
      document.documentElement.lang = this.texts.language;
      document.documentElement.dir = this.dir;
    }
  }

  /** How many guests wait is shown on the tab, in the page's title, and told to the CRM as `wa-waiting`. */
  private listen(client: Client): void {
    this.ear = new Waiting(client, (count) => {
      if (count !== this.waiting) this.dispatchEvent(new CustomEvent('wa-waiting', {detail: {count}}));
      this.waiting = count;
    });
    this.sound = this.ear.sound;
    if (this.isConnected) this.ear.start();
  }

  private async fetch(screen: Place['screen']): Promise<void> {
    await screens[screen]();
    this.ready = new Set([...this.ready, screen]);
  }

  protected override updated(changed: PropertyValues): void {
    // Whoever reads by ear or works by keys starts at the new screen's top.
    const before = changed.get('place') as Place | undefined;
    const main = this.renderRoot.querySelector<HTMLElement>('main');
    if (!main || !before || before.screen === this.place.screen) return;
    main.classList.add('arrived'); // no frame around the whole page before a key is pressed
    main.addEventListener('keydown', () => main.classList.remove('arrived'), {once: true});
    main.focus({preventScroll: true});
  }

  protected override render(): TemplateResult | typeof nothing {
    const texts = this.texts;
    if (!texts) return nothing;
    if (!this.app) return html`<span></span><main class="page">${this.refused(texts)}</main>`;
    const parents: Partial<Record<Place['screen'], Place['screen']>> = {number: 'numbers', connect: 'numbers', links: 'numbers', diagnose: 'numbers', replies: 'inbox', guide: 'numbers'};
    const here = parents[this.place.screen] ?? this.place.screen;
    return html`<nav aria-label=${texts.t('nav')}>
        ${tabs
          .filter((tab) => tab.screen !== 'admin' || this.app?.admin)
          .map(
            (tab) => html`<a href=${this.app!.address({screen: tab.screen})} aria-current=${tab.screen === here ? 'page' : nothing}
              @click=${(event: Event) => this.app!.follow(event, {screen: tab.screen})}>${icon(tab.icon)}<span>${texts.t(tab.name)}</span>${tab.screen === 'inbox' && this.waiting > 0
                ? html`<span class="count" aria-label=${texts.t('nav.waiting', {count: this.waiting})} role="img">${this.waiting}</span>`
                : nothing}</a>`,
          )}
        <button class="plain" aria-pressed=${this.sound ? 'true' : 'false'} aria-label=${texts.t('nav.sound')} title=${texts.t('nav.sound')}
          @click=${() => this.toggle_sound()}>${icon(this.sound ? 'bell' : 'silent')}</button>
      </nav>
      <main tabindex="0" aria-label=${texts.t('title')}>${this.ready.has(this.place.screen) ? this.screen(this.app) : nothing}</main>`;
  }

  private toggle_sound(): void {
    if (!this.ear) return;
    this.ear.sound = !this.ear.sound;
    this.sound = this.ear.sound;
  }

  private screen(app: App): TemplateResult {
    const place = this.place;
    switch (place.screen) {
      case 'inbox':
        return html`<wa-inbox .app=${app} .open=${place.id ?? ''} .at=${place.message ?? ''}></wa-inbox>`;
      case 'numbers':
        return html`<wa-numbers .app=${app}></wa-numbers>`;
      case 'number':
        return html`<wa-number .app=${app} .number_id=${place.id}></wa-number>`;
      case 'connect':
        return html`<wa-connect .app=${app} .operation_id=${place.operation ?? ''}></wa-connect>`;
      case 'diagnose':
        return html`<wa-diagnose .app=${app} .operation_id=${place.operation ?? ''} .account_id=${place.account ?? ''}></wa-diagnose>`;
      case 'links':
        return html`<wa-links .app=${app}></wa-links>`;
      case 'phone':
        return html`<wa-phone .app=${app}></wa-phone>`;
      case 'guide':
        return html`<wa-guide .app=${app} .provider=${place.provider}></wa-guide>`;
      case 'replies':
        return html`<wa-replies .app=${app}></wa-replies>`;
      case 'admin':
        return html`<wa-admin .app=${app}></wa-admin>`;
    }
  }

  private refused(texts: Texts): TemplateResult {
    const code = this.problem?.code ?? 'other';
    const detail = texts.find(`refused.${code}`) ?? this.problem?.detail ?? '';
    const next = texts.find(`refused.${code}.next`) ?? this.problem?.next ?? '';
    return html`<h1>${texts.t('title')}</h1>
      <div class="note bad" role="alert"><p>${detail || texts.t('refused.other')}</p><p>${next || texts.t('refused.other.next')}</p></div>
      <button class="main" @click=${() => location.reload()}>${texts.t('try_again')}</button>`;
  }
}
