import {css, html, nothing, type PropertyValues, type TemplateResult} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';

import type {Account, History, MessageTimes, Queue} from '../api/types.js';
import {base} from '../look/base.js';
import {bar, chart_style, columns, key, series, type Column, type Part} from './chart.js';
import {Screen} from './screen.js';

const every = 5_000;
const seldom = 12; // of the polls, for what is counted by the quarter of an hour
const quarter_ms = 15 * 60_000;

/** How much is written on a number, by whom; what waits to be sent and how fast it leaves; how far the import is. */
@customElement('wa-pictures')
export class Pictures extends Screen {
  static override styles = [base, chart_style, css``];

  @property({attribute: false}) account!: Account;
  @property({attribute: false}) history: History | undefined;
  @state() private times: MessageTimes | undefined;
  @state() private queue: Queue | undefined;
  private of = '';
  private round = 0;

  private readonly poll = this.polls(() => this.load(), every);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('account') || this.of === this.account.id) return;
    this.of = this.account.id;
    this.times = undefined;
    this.queue = undefined;
    this.round = 0;
    this.poll.now();
  }

  private async load(): Promise<void> {
    const of = this.of;
    if (!of) return;
    const round = this.round;
    this.round += 1;
    const queue = await this.app.client.get<Queue>(`/v1/accounts/${of}/queue`);
    const times = round % seldom === 0 ? await this.app.client.get<MessageTimes>(`/v1/accounts/${of}/message-times`) : this.times;
    if (of !== this.of) return;
    this.queue = queue;
    this.times = times;
  }

  /** The hotel's own days: from the first whole one to today, those without a message too. */
  private days(times: MessageTimes): Column[] {
    const {format} = this.app;
    const zone = this.app.zone(this.account.tenant);
    const days = new Map<string, Column>();
    for (let at = new Date(times.since).getTime(); at <= Date.now(); at += quarter_ms) {
      const when = new Date(at).toISOString();
      const day = format.date(when, zone);
      if (!days.has(day)) days.set(day, {name: format.short_day(when, zone), values: {}});
    }
    for (const part of times.parts) {
      const values = days.get(format.date(part.at, zone))?.values;
      if (!values) continue;
      for (const one of series) if (part[one]) values[one] = (values[one] ?? 0) + part[one];
    }
    return [...days.values()].slice(days.size > 1 ? 1 : 0); // the first began before we counted
  }

  protected override render(): TemplateResult {
    return html`${this.times ? this.written(this.times) : nothing} ${this.queue && this.account.provider !== 'meow' ? this.waiting_to_leave(this.queue) : nothing} ${this.imported()}`;
  }

  private written(times: MessageTimes): TemplateResult {
    const {t, format} = this.app;
    const days = this.days(times);
    const used = series.filter((one) => days.some((day) => day.values[one]));
    const sum = days.reduce((all, day) => all + series.reduce((one_day, one) => one_day + (day.values[one] ?? 0), 0), 0);
    return html`<section class="card">
      <h2>${t('pictures.days')}</h2>
      ${sum === 0
        ? html`<p class="muted">${t('pictures.no_messages')}</p>`
        : html`<figure>${columns(days, t('pictures.days_words', {count: sum, first: days[0]!.name, last: days.at(-1)!.name}))}
            <div class="ends small muted" aria-hidden="true"><span>${days[0]!.name}</span><span>${days.at(-1)!.name}</span></div></figure>
            <ul class="key">${used.map((one) => key(`--series-${one}`, t(`origin.${one}`)))}</ul>
            <details><summary class="small">${t('pictures.table')}</summary><div class="scroll-x" tabindex="0" role="region" aria-label=${t('pictures.days')}><table>
              <thead><tr><th scope="col">${t('pictures.day')}</th>${used.map((one) => html`<th scope="col">${t(`origin.${one}`)}</th>`)}</tr></thead>
              <tbody>${days.map((day) => html`<tr><th scope="row">${day.name}</th>${used.map((one) => html`<td>${format.number(day.values[one] ?? 0)}</td>`)}</tr>`)}</tbody>
            </table></div></details>`}
      ${times.complete ? nothing : html`<p class="small muted">${t('pictures.too_many')}</p>`}
    </section>`;
  }

  private waiting_to_leave(queue: Queue): TemplateResult {
    const {t, format} = this.app;
    const kinds = [
      ['queued', queue.queued, '--series-customer'],
      ['sending', queue.sending, '--series-business_app'],
      ['held', queue.held, '--series-api'],
      ['unknown', queue.unknown, '--series-other_app'],
    ] as const;
    const sum = kinds.reduce((all, [, count]) => all + count, 0);
    const parts: Part[] = kinds.map(([, value, colour]) => ({value, colour}));
    return html`<section class="card">
      <h2>${t('pictures.queue')}</h2>
      <p>${sum === 0 ? t('pictures.queue_empty') : t('pictures.queue_words', {count: sum})} ${t('pictures.pace', {count: queue.per_second})}
        ${queue.queued > 0 ? t('pictures.wait', {count: queue.expected_wait_s}) : nothing}</p>
      ${sum === 0
        ? nothing
        : html`<figure>${bar(parts, sum, t('pictures.queue_words', {count: sum}))}</figure>
            <ul class="key">${kinds.filter(([, count]) => count > 0).map(([name, , colour]) => key(colour, t(`status.${name}`)))}</ul>
            <table><tbody>${kinds.filter(([, count]) => count > 0).map(([name, count]) => html`<tr><th scope="row">${t(`status.${name}`)}</th><td>${format.number(count)}</td></tr>`)}</tbody></table>`}
    </section>`;
  }

  private imported(): TemplateResult | typeof nothing {
    const t = this.app.t;
    const {format} = this.app;
    const history = this.history;
    if (!history || history.phases.length === 0) return nothing;
    const most = Math.max(...history.phases.map((phase) => phase.chunks + phase.missing_count));
    return html`<section class="card">
      <h2>${t('pictures.import')}</h2>
      <figure>${bar([{value: history.progress, colour: '--series-customer'}], 100, t('pictures.import_words', {percent: history.progress}))}</figure>
      <p>${t('pictures.import_words', {percent: history.progress})}</p>
      <table>
        <thead><tr><th scope="col">${t('pictures.phase')}</th><th scope="col">${t('pictures.arrived')}</th><th scope="col">${t('pictures.missing')}</th></tr></thead>
        <tbody>${history.phases.map((phase) => html`<tr><th scope="row">${t(`history.phase_${phase.phase}` as 'history.phase_0')}
          ${bar([{value: phase.chunks, colour: '--series-customer'}, {value: phase.missing_count, colour: '--series-other_app'}], most, t('pictures.phase_words', {count: phase.chunks, missing: phase.missing_count}))}</th>
          <td>${format.number(phase.chunks)}</td><td>${format.number(phase.missing_count)}</td></tr>`)}</tbody>
      </table>
    </section>`;
  }
}
