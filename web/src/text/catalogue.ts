import type en from './en.json';

/** A text's name. English is the catalogue that the others are held against. */
export type Key = keyof typeof en;
type Plural = {one: string; other: string; many?: string; few?: string; two?: string; zero?: string};
export type Catalogue = Record<Key, string | Plural>;
export type Values = Record<string, string | number>;

/** The languages that there are; adding one is adding a file and a line here. */
const loaders: Record<string, () => Promise<{default: unknown}>> = {
  en: () => import('./en.json'),
  tr: () => import('./tr.json'),
  es: () => import('./es.json'),
};
const right_to_left = new Set(['ar', 'fa', 'he', 'ur']);

export const languages = Object.keys(loaders);

/** The first of the wished languages that there is, by its language alone ("tr-TR" is Turkish); else English. */
export function language_of(wished: readonly (string | undefined)[]): string {
  for (const wish of wished) {
    const language = wish?.toLowerCase().split(/[-_]/)[0] ?? '';
    if (language in loaders) return language;
  }
  return 'en';
}

export function direction_of(language: string): 'ltr' | 'rtl' {
  return right_to_left.has(language) ? 'rtl' : 'ltr';
}

export class Texts {
  private readonly plurals: Intl.PluralRules;

  private constructor(
    readonly language: string,
    private readonly catalogue: Catalogue,
  ) {
    this.plurals = new Intl.PluralRules(language);
  }

  static async load(language: string): Promise<Texts> {
    return new Texts(language, (await loaders[language]!()).default as Catalogue);
  }

  /** The text with its {places} filled; where it has plural forms, `count` chooses one. */
  t(key: Key, values: Values = {}): string {
    const found = this.catalogue[key];
    const form = typeof found === 'string' ? found : (found[this.plurals.select(Number(values.count ?? 0)) as keyof Plural] ?? found.other);
    return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? new Intl.NumberFormat(this.language).format(value) : value;
    });
  }

  /** The text of a name that is made of what the server says, or nothing if the catalogue does not have it. */
  find(name: string, values: Values = {}): string | undefined {
    return name in this.catalogue ? this.t(name as Key, values) : undefined;
  }
}
