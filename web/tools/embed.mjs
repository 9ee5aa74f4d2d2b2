// embed.mjs DIST OUT: writes the built app as one C++ file that defines coexist::web::find_asset
// (plugin/web/bundle.hpp). Texts stand in it as they are and packed, so that no request compresses anything.
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';

const [dist, out] = process.argv.slice(2);
const types = {js: 'text/javascript; charset=utf-8', html: 'text/html; charset=utf-8', svg: 'image/svg+xml', json: 'application/json'};

const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8'));
const files = readdirSync(join(dist, 'assets')).sort().map((name) => ({
  name: `assets/${name}`, bytes: readFileSync(join(dist, 'assets', name)), hashed: true,
}));
files.push({name: 'index.html', bytes: readFileSync('index.html'), hashed: false});
// The names that a CRM writes into its pages: they lead to the files of this build.
for (const name of ['wa-channels', 'connect']) {
  files.push({name: `${name}.js`, bytes: Buffer.from(`export * from './${manifest[`src/${name}.ts`].file}';\n`), hashed: false});
}

function literal(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += 2048) {
    let line = '';
    for (const byte of bytes.subarray(at, at + 2048)) {
      const letter = String.fromCharCode(byte);
      line += /[A-Za-z0-9 _.,;:(){}<>=+*/!&|-]/.test(letter) ? letter : '\\' + byte.toString(8).padStart(3, '0');
    }
    lines.push(`        "${line}"`);
  }
  return `std::string_view(\n${lines.join('\n')},\n        ${bytes.length})`;
}

const rows = files.map(({name, bytes, hashed}) => {
  const type = types[name.split('.').pop()];
  if (!type) throw new Error(`no content type is known for ${name}`);
  const etag = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  return `    {"${name}", "${type}", "\\"${etag}\\"", ${hashed},\n     ${literal(bytes)},\n     ${literal(gzipSync(bytes, {level: 9}))}},`;
});

writeFileSync(out + '.new', `// Written by web/tools/embed.mjs.
#pragma GCC diagnostic ignored "-Woverlength-strings"
#include "web/bundle.hpp"

namespace coexist::web {
namespace {

const Asset assets[] = {
${rows.join('\n')}
};

}  // namespace

const Asset* find_asset(std::string_view name) {
    for (const Asset& asset : assets) {
        if (asset.name == name) return &asset;
    }
    return nullptr;
}

}  // namespace coexist::web
`);
renameSync(out + '.new', out);
