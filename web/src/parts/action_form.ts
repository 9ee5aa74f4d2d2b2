import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Action, Problem, Schema} from '../api/types.js';
import {base} from '../look/base.js';
import {Screen} from './screen.js';

type Input = Record<string, unknown>;

const long_text = 300;

function kind_of(schema: Schema): string {
  if (schema.enum) return 'choice';
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') return schema.items?.type === 'string' ? 'lines' : 'document';
  return type ?? 'document';
}

/**
 * A form made from an action's input schema, so that whatever the plugin learns to do can be done here. `given` are
 * members that the place knows already (the conversation, the tenant) and that nobody is asked for. Tells `send` with
 * the input.
 */
@customElement('wa-action-form')
export class ActionForm extends Screen {
  static override styles = [
    base,
    css`
      textarea {
        min-block-size: 5.5rem;
        resize: vertical;
      }
      .wrong {
        color: var(--bad);
      }
    `,
  ];

  @property({attribute: false}) action!: Action;
  @property({attribute: false}) given: Input = {};
  @property({attribute: false}) hides: readonly string[] = [];
  @property({attribute: false}) problem: Problem | undefined;
  @property({type: Boolean}) busy = false;
  @state() private input: Input = {};
  @state() private missing = new Set<string>();

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('action') as Action | undefined;
    if (!changed.has('action') || before?.id === this.action.id) return;
    this.input = {};
    this.missing = new Set();
    for (const [name, schema] of this.fields()) {
      if (schema.default !== undefined) this.input[name] = schema.default;
      if (name === 'tenant' && this.app.me.tenants.length === 1) this.input[name] = this.app.me.tenants[0];
    }
  }

  private fields(): [string, Schema][] {
    return Object.entries(this.action.input_schema.properties ?? {}).filter(([name]) => !(name in this.given) && !this.hides.includes(name));
  }

  private set(name: string, value: unknown): void {
    const input = {...this.input};
    if (value === '' || value === undefined) delete input[name];
    else input[name] = value;
    this.input = input;
    if (this.missing.has(name)) this.missing = new Set([...this.missing].filter((one) => one !== name));
  }

  private send(event: Event): void {
    event.preventDefault();
    const required = this.action.input_schema.required ?? [];
    this.missing = new Set(this.fields().map(([name]) => name).filter((name) => required.includes(name) && this.input[name] === undefined));
    if (this.missing.size > 0) {
      this.renderRoot.querySelector<HTMLElement>(`[name="${[...this.missing][0]}"]`)?.focus();
      return;
    }
    this.dispatchEvent(new CustomEvent('send', {detail: {...this.input, ...this.given}}));
  }

  protected override render(): TemplateResult {
    return html`<form novalidate @submit=${(event: Event) => this.send(event)}>
      ${this.fields().map(([name, schema]) => this.field(name, schema))}
      ${this.refusal(this.problem)}
      <div class="row"><button class="main" ?disabled=${this.busy}>${this.action.title}</button><slot></slot></div>
    </form>`;
  }

  private field(name: string, schema: Schema): TemplateResult {
    const required = this.action.input_schema.required?.includes(name);
    const fault = this.missing.has(name) ? this.app.t('form.missing') : this.problem?.errors?.find((one) => one.path === `/${name}`)?.detail;
    const label = schema.title ?? name;
    if (kind_of(schema) === 'boolean') {
      return html`<label class="choice"><input type="checkbox" name=${name} .checked=${this.input[name] === true}
        @change=${(event: Event) => this.set(name, (event.target as HTMLInputElement).checked)}><span>${label}<br><span class="muted small">${schema.description}</span></span></label>`;
    }
    return html`<label class="field"><span>${label}${required ? nothing : html` <span class="muted small">${this.app.t('form.optional')}</span>`}</span>
      ${this.control(name, schema, fault !== undefined)}
      ${fault ? html`<span class="wrong small" role="alert">${fault}</span>` : schema.description ? html`<span class="muted small">${schema.description}</span>` : nothing}</label>`;
  }

  private control(name: string, schema: Schema, wrong: boolean): TemplateResult {
    const value = this.input[name];
    const invalid = wrong ? 'true' : nothing;
    const kind = name === 'tenant' ? 'tenant' : kind_of(schema);
    const text = (event: Event): string => (event.target as HTMLInputElement).value;
    if (kind === 'choice' || kind === 'tenant') {
      const choices = kind === 'tenant' ? this.app.me.tenants : (schema.enum ?? []).map(String);
      return html`<select name=${name} aria-invalid=${invalid} @change=${(event: Event) => this.set(name, text(event))}>
        ${value === undefined ? html`<option value="" selected></option>` : nothing}
        ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === value}>${kind === 'tenant' ? this.app.tenant(choice) : choice}</option>`)}
      </select>`;
    }
    if (kind === 'lines' || kind === 'document' || kind === 'object' || kind === 'array' || (schema.maxLength ?? 0) > long_text) {
      if (kind === 'string' && schema.writeOnly) return this.line(name, schema, 'password', invalid);
      const shown = typeof value === 'string' ? value : kind === 'lines' ? ((value as string[] | undefined) ?? []).join('\n') : value === undefined ? '' : JSON.stringify(value, null, 1);
      return html`<textarea name=${name} aria-invalid=${invalid} maxlength=${kind === 'string' ? (schema.maxLength ?? nothing) : nothing} .value=${shown}
        @change=${(event: Event) => this.set(name, this.read(kind, text(event)))}></textarea>`;
    }
    return this.line(name, schema, schema.writeOnly ? 'password' : kind === 'integer' || kind === 'number' ? 'number' : 'text', invalid);
  }

  private line(name: string, schema: Schema, type: string, invalid: string | typeof nothing): TemplateResult {
    return html`<input name=${name} type=${type} autocomplete="off" aria-invalid=${invalid} maxlength=${schema.maxLength ?? nothing}
      min=${schema.minimum ?? nothing} max=${schema.maximum ?? nothing} .value=${String(this.input[name] ?? '')}
      @input=${(event: Event) => {
        const value = (event.target as HTMLInputElement).value;
        this.set(name, type === 'number' && value !== '' ? Number(value) : value);
      }}>`;
  }

  private read(kind: string, text: string): unknown {
    if (kind === 'lines') return text.split('\n').filter((line) => line.trim() !== '');
    if (kind === 'string') return text;
    try {
      return text.trim() === '' ? undefined : JSON.parse(text);
    } catch {
      return text; // the plugin says what is wrong with it
    }
  }
}
