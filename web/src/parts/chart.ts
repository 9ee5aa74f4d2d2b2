import {css, html, nothing, svg, type TemplateResult} from 'lit';

/** Who wrote a message; each has a colour of its own in both themes. */
export const series = ['customer', 'business_app', 'api', 'other_app', 'imported'] as const;
export type Series = (typeof series)[number];

export interface Column {
  name: string;
  values: Partial<Record<Series, number>>;
}

export interface Part {
  value: number;
  colour: string; // a custom property
}

export const chart_style = css`
  .chart {
    background: var(--surface);
    block-size: 9rem;
    border-block-end: 1px solid var(--strong-line);
    display: block;
    inline-size: 100%;
  }
  .bar {
    block-size: 0.9rem;
    border: 1px solid var(--strong-line);
    border-radius: 0.3rem;
    display: block;
    inline-size: 100%;
  }
  .ends {
    display: flex;
    justify-content: space-between;
  }
  .key {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1rem;
    list-style: none;
    padding: 0;
  }
  .key svg {
    block-size: 0.8rem;
    inline-size: 0.8rem;
  }
  figure {
    margin: 0.5rem 0;
  }
`;

const width = 100;
const height = 100;

/** Columns of stacked values. It is a picture for the eye: `words` say it in one sentence, a table beside it in full. */
export function columns(days: readonly Column[], words: string): TemplateResult {
  const highest = Math.max(1, ...days.map((day) => series.reduce((sum, one) => sum + (day.values[one] ?? 0), 0)));
  const step = width / Math.max(1, days.length);
  return html`<svg class="chart" role="img" aria-label=${words} viewBox="0 0 ${width} ${height}" preserveAspectRatio="none">${days.map((day, at) => {
    let below = 0;
    return series.map((one) => {
      const size = ((day.values[one] ?? 0) / highest) * height;
      if (size === 0) return nothing;
      below += size;
      return svg`<rect x=${at * step + step * 0.12} y=${height - below} width=${step * 0.76} height=${size} .style=${`fill:var(--series-${one})`}></rect>`;
    });
  })}</svg>`;
}

/** One bar of parts; what is left of `whole` stays empty. */
export function bar(parts: readonly Part[], whole: number, words: string): TemplateResult {
  let before = 0;
  return html`<svg class="bar" role="img" aria-label=${words} viewBox="0 0 ${width} 10" preserveAspectRatio="none">${parts.map((part) => {
    const size = (part.value / Math.max(1, whole)) * width;
    const at = before;
    before += size;
    return size === 0 ? nothing : svg`<rect x=${at} y="0" width=${size} height="10" .style=${`fill:var(${part.colour})`}></rect>`;
  })}</svg>`;
}

/** A colour's meaning. */
export function key(colour: string, words: string): TemplateResult {
  return html`<li class="small"><svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" .style=${`fill:var(${colour})`}></rect></svg> ${words}</li>`;
}
