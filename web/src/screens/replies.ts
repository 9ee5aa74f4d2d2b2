import {css, html, nothing, type TemplateResult} from 'lit';
import {customElement, state} from 'lit/decorators.js';

import type {Problem, SavedReply} from '../api/types.js';
import {problem_of} from '../app.js';
import {base} from '../look/base.js';
import {Screen} from '../parts/screen.js';

const every = 10_000;
const longest_title = 80;
const longest_text = 4_096;

interface Draft {
  id?: string;
  tenant: string;
  title: string;
  text: string;
}

/** The texts that a hotel's staff use again and again. */
@customElement('wa-replies')
export class Replies extends Screen {
  static override styles = [
    base,
    css`
      textarea {
        field-sizing: content;
        min-block-size: 6rem;
      }
      .words {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
    `,
  ];

  @state() private replies: SavedReply[] | undefined;
  @state() private draft: Draft | undefined;
  @state() private busy = false;
  @state() private problem: Problem | undefined;
  @state() private said = '';

  constructor() {
    super();
    this.polls(() => this.load(), every, (problem) => (this.problem = problem));
  }

  private async load(): Promise<void> {
    this.replies = (await this.app.client.get<{saved_replies: SavedReply[]}>('/v1/saved-replies')).saved_replies;
  }

  protected override render(): TemplateResult {
    const t = this.app.t;
    const inbox = {screen: 'inbox'} as const;
    return html`<div class="page">
      <a href=${this.app.address(inbox)} @click=${(event: Event) => this.app.follow(event, inbox)}>${t('replies.back')}</a>
      <div class="row spread">
        <h1>${t('replies.title')}</h1>
        ${this.draft ? nothing : html`<button class="main" @click=${() => this.edit()}>${t('replies.add')}</button>`}
      </div>
      <p class="muted">${t('replies.words')}</p>
      <p role="status" class="small">${this.said}</p>
      ${this.draft && !this.draft.id ? this.form(this.draft) : nothing}
      ${this.draft ? nothing : this.refusal(this.problem)}
      ${this.replies === undefined ? (this.problem ? nothing : this.waiting()) : this.replies.length === 0 && !this.draft ? html`<p class="muted">${t('replies.none')}</p>` : nothing}
      ${(this.replies ?? []).map((one) => (this.draft?.id === one.id ? this.form(this.draft) : this.card(one)))}
    </div>`;
  }

  private card(one: SavedReply): TemplateResult {
    const {t, format} = this.app;
    return html`<section class="card">
      <div class="row spread"><h2>${one.title}</h2>
        <span class="row">
          <button aria-label=${t('replies.change_one', {title: one.title})} ?disabled=${this.busy} @click=${() => this.edit(one)}>${t('replies.change')}</button>
          <button class="danger" aria-label=${t('replies.remove_one', {title: one.title})} ?disabled=${this.busy} @click=${() => void this.act(`/${one.id}/remove`, {}, t('replies.removed'))}>${t('replies.remove')}</button>
        </span></div>
      <p class="words" dir="auto">${one.text}</p>
      <p class="small muted">${this.app.me.tenants.length > 1 ? html`${this.app.tenant(one.tenant)} · ` : nothing}${one.changed_by} · ${format.moment(one.changed_at, this.app.zone(one.tenant))}</p>
    </section>`;
  }

  private edit(one?: SavedReply): void {
    this.problem = undefined;
    this.said = '';
    this.draft = one ? {id: one.id, tenant: one.tenant, title: one.title, text: one.text} : {tenant: this.app.me.tenants[0] ?? '', title: '', text: ''};
  }

  private form(draft: Draft): TemplateResult {
    const t = this.app.t;
    const value = (event: Event): string => (event.target as HTMLInputElement).value;
    const change = (more: Partial<Draft>): void => {
      this.draft = {...draft, ...more};
    };
    return html`<form class="card" @submit=${(event: Event) => {
        event.preventDefault();
        void this.save(draft);
      }}>
      ${!draft.id && this.app.me.tenants.length > 1
        ? html`<label class="field"><span>${t('connect.tenant')}</span><select @change=${(event: Event) => change({tenant: value(event)})}>
            ${this.app.me.tenants.map((tenant) => html`<option value=${tenant} ?selected=${tenant === draft.tenant}>${this.app.tenant(tenant)}</option>`)}</select></label>`
        : nothing}
      <label class="field"><span>${t('replies.name')}</span><input required maxlength=${longest_title} .value=${draft.title} @input=${(event: Event) => change({title: value(event)})}></label>
      <label class="field"><span>${t('replies.text')}</span><textarea required maxlength=${longest_text} .value=${draft.text} @input=${(event: Event) => change({text: value(event)})}></textarea>
        <span class="small muted">${t('replies.places')}</span></label>
      <div class="row" role="group" aria-label=${t('replies.insert')}>${(['guest', 'hotel', 'staff'] as const).map(
        (name) => html`<button type="button" class="plain" @click=${() => change({text: `${draft.text}{${name}}`})}>${t(`replies.place_${name}`)}</button>`,
      )}</div>
      ${this.refusal(this.problem)}
      <div class="row"><button class="main" ?disabled=${this.busy || !draft.title.trim() || !draft.text.trim()}>${t('replies.save')}</button>
        <button type="button" @click=${() => (this.draft = undefined)}>${t('cancel')}</button></div>
    </form>`;
  }

  private async save(draft: Draft): Promise<void> {
    const {id, tenant, title, text} = draft;
    const done = await this.act(id ? `/${id}` : '', id ? {title, text} : {tenant, title, text}, this.app.t('replies.saved'));
    if (done) this.draft = undefined;
  }

  private async act(path: string, body: unknown, said: string): Promise<boolean> {
    this.busy = true;
    this.problem = undefined;
    try {
      await this.app.client.act(`/v1/saved-replies${path}`, body);
      await this.load();
      this.said = said;
      return true;
    } catch (error) {
      this.problem = problem_of(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
