import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Contact, Conversation, Found, Problem} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import './ask.js';
import {name_of} from './message_words.js';
import './person_rights.js';
import {Screen} from './screen.js';

type Name = Contact['identities'][number];

/**
 * Names that evidence shows to be one person's, put together: they are separated from others together. Where all are, each
 * stands alone: then the evidence itself may have been wrong.
 */
function groups_of(contact: Contact): Name[][] {
  const groups = contact.identities.map((one) => [one]);
  for (const join of contact.joins ?? []) {
    if (join.because === 'decided') continue;
    const at = [join.one, join.other].map((name) => groups.findIndex((group) => group.some((one) => one.kind === name.kind && one.value === name.value)));
    const [first, second] = [Math.min(...at), Math.max(...at)];
    if (first < 0 || first === second) continue;
    groups[first]!.push(...groups[second]!);
    groups.splice(second, 1);
  }
  return groups.length > 1 ? groups : contact.identities.map((one) => [one]);
}

const pause_ms = 300;
const shortest = 2;

/**
 * Who the guest is, by every name that evidence gave him, and what people may decide about that: that he is the same as
 * somebody else, or that some of the names are another's. Tells `person` with the contact's id after each decision.
 */
@customElement('wa-person')
export class PersonPart extends Screen {
  static override styles = [
    base,
    css`
      :host {
        background: var(--surface);
        border-block-end: 1px solid var(--line);
        display: block;
        max-block-size: 30vh;
        overflow: auto;
        padding: 0 0.9rem;
      }
      fieldset {
        border: 0;
        margin: 0;
        min-inline-size: 0;
        padding: 0;
      }
      ul {
        list-style: none;
        padding: 0;
      }
      .name {
        display: block;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({attribute: false}) conversation!: Conversation;
  @state() private contact: Contact | undefined;
  @state() private alike: Contact[] = [];
  @state() private others: Conversation[] = [];
  @state() private chosen = new Set<string>();
  @state() private sure: {other: string; name: string} | undefined;
  @state() private busy = false;
  @state() private problem: Problem | undefined;
  private open = false;
  private of = '';
  private pause: ReturnType<typeof setTimeout> | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const of = this.conversation.contact;
    if (!changed.has('conversation') || this.of === of) return;
    this.of = of;
    this.contact = undefined;
    this.alike = [];
    this.others = [];
    this.chosen = new Set();
    this.sure = undefined;
    this.problem = undefined;
    if (this.open) void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.pause);
  }

  private contact_of(id: string): Promise<Contact> {
    return this.app.client.get<Contact>(`/v1/contacts/${id}?tenant=${encodeURIComponent(this.conversation.tenant)}`);
  }

  private async load(): Promise<void> {
    const of = this.of;
    try {
      const contact = await this.contact_of(of);
      const alike = await Promise.all((contact.maybe_same ?? []).map((id) => this.contact_of(id)));
      if (of !== this.of) return;
      this.contact = contact;
      this.alike = alike;
    } catch (error) {
      this.problem = problem_of(error);
    }
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    return html`<details @toggle=${(event: Event) => {
        this.open = (event.target as HTMLDetailsElement).open;
        if (this.open && !this.contact) void this.load();
      }}>
      <summary class="small">${t('person.title')}</summary>
      ${this.refusal(this.problem)}
      ${this.contact ? html`${this.names(this.contact)} ${this.joining()} ${this.rights()}` : this.problem ? nothing : this.waiting()}
    </details>
    ${this.sure ? this.question(this.sure) : nothing}`;
  }

  private names(contact: Contact): TemplateResult {
    const {t, format} = this.app;
    const zone = this.app.zone(contact.tenant);
    const several = contact.identities.length > 1;
    return html`<fieldset>
      <legend class="small muted">${t('person.names')}</legend>
      <ul>${groups_of(contact).map((group) => {
        const words = html`<span>${group.map(
          (one) => html`<span class="name">${t(`person.kind_${one.kind}` as 'person.kind_wa_id')}: <bdi dir="ltr">${one.kind === 'wa_id' ? `+${one.value}` : one.value}</bdi>
            ${one.after ? html`<span class="small muted">${t('person.after', {when: format.moment(one.after, zone)})}</span>` : nothing}
            ${one.until ? html`<span class="small muted">${t('person.until', {when: format.moment(one.until, zone)})}</span>` : nothing}</span>`,
        )}</span>`;
        return html`<li>${several
          ? html`<label class="choice"><input type="checkbox" .checked=${group.every((one) => this.chosen.has(one.key))} @change=${(event: Event) => this.choose(group, (event.target as HTMLInputElement).checked)}>${words}</label>`
          : words}</li>`;
      })}</ul>
      ${several
        ? html`<p class="small muted">${t('person.separate_words')}</p>
            <button class="danger" ?disabled=${this.busy || this.chosen.size === 0 || this.chosen.size === contact.identities.length} @click=${() => void this.act('separate_contact', {contact: contact.id, identities: [...this.chosen]})}>${t('person.separate')}</button>`
        : nothing}
    </fieldset>`;
  }

  private rights(): TemplateResult | typeof nothing {
    if (!this.app.admin) return nothing;
    return html`<wa-person-rights .app=${this.app} .conversation=${this.conversation}></wa-person-rights>`;
  }

  private choose(group: Name[], on: boolean): void {
    const chosen = new Set(this.chosen);
    for (const {key} of group) {
      if (on) chosen.add(key);
      else chosen.delete(key);
    }
    this.chosen = chosen;
  }

  private joining(): TemplateResult {
    const t = this.app.t;
    const offer = (id: string, name: string, phone?: string): TemplateResult =>
      html`<li class="row spread"><span><bdi>${name}</bdi> ${phone ? this.phone(phone) : nothing}</span>
        <button ?disabled=${this.busy} aria-label=${t('person.join_one', {name: phone ? `${name} ${phone}` : name})} @click=${() => (this.sure = {other: id, name})}>${t('person.join')}</button></li>`;
    return html`${this.alike.length
        ? html`<h3 class="small">${t('person.maybe')}</h3><ul>${this.alike.map((one) => offer(one.id, name_of(this.app, one), one.phone))}</ul>`
        : nothing}
      <label class="field"><span class="small">${t('person.other')}</span>
        <input type="search" @input=${(event: InputEvent) => this.look((event.target as HTMLInputElement).value)}></label>
      <ul>${this.others.map((one) => offer(one.contact, name_of(this.app, one.person), one.person?.phone))}</ul>`;
  }

  private look(text: string): void {
    clearTimeout(this.pause);
    this.others = [];
    if (text.trim().length < shortest) return;
    this.pause = setTimeout(async () => {
      const of = this.of;
      const path = `/v1/search?limit=10&tenant=${encodeURIComponent(this.conversation.tenant)}&q=${encodeURIComponent(text.trim())}`;
      try {
        const {found} = await this.app.client.get<{found: Found[]}>(path);
        if (of !== this.of) return;
        // Persons, not what they wrote; each once, and not this one.
        const named = found.filter((one) => !one.message && one.conversation.contact !== of).map((one) => one.conversation);
        this.others = named.filter((one, at) => named.findIndex((other) => other.contact === one.contact) === at);
      } catch (error) {
        this.problem = problem_of(error);
      }
    }, pause_ms);
  }

  private question(sure: {other: string; name: string}): TemplateResult {
    const t = this.app.t;
    return html`<wa-ask .app=${this.app} .heading=${t('person.join_title')} @closed=${() => (this.sure = undefined)}>
      <p>${t('person.join_words', {one: name_of(this.app, this.conversation.person), other: sure.name})}</p>
      ${this.refusal(this.problem)}
      <div class="row"><button class="main" ?disabled=${this.busy} @click=${() => void this.act('join_contacts', {contact: this.of, other: sure.other})}>${t('person.join')}</button>
        <button @click=${() => (this.sure = undefined)}>${t('cancel')}</button></div>
    </wa-ask>`;
  }

  private async act(action: string, input: Record<string, unknown>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const operation = await this.app.client.act(`/v1/accounts/${this.conversation.account}/actions/${action}`, input);
      this.sure = undefined;
      this.chosen = new Set();
      this.contact = undefined;
      this.dispatchEvent(new CustomEvent('person', {detail: (operation.result?.contact as string | undefined) ?? this.of}));
      if (this.open) await this.load();
    } catch (error) {
      this.problem = problem_of(error);
    } finally {
      this.busy = false;
    }
  }
}
