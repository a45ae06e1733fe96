// Writes src/api/schema.ts from docs/openapi.json: a type for every schema and every operation, so that code which no longer fits the API doesn't compile.
import { readFileSync, writeFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));
const target = fileURLToPath(new URL('../src/api/schema.ts', import.meta.url));
const api = JSON.parse(readFileSync(source, 'utf8'));

function type(schema) {
  if (schema === true || schema === undefined) return 'unknown';
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  for (const union of [schema.oneOf, schema.anyOf]) if (union) return union.map(type).join(' | ');
  const kinds = [schema.type].flat().filter(Boolean);
  if (kinds.length === 0) return schema.properties ? object(schema) : 'unknown';
  return [...new Set(kinds.map((kind) => ofKind(kind, schema)))].join(' | ');
}

function ofKind(kind, schema) {
  switch (kind) {
    case 'array': return `(${type(schema.items)})[]`;
    case 'object': return object(schema);
    case 'integer': case 'number': return 'number';
    case 'string': return schema.format === 'binary' ? 'Blob' : 'string';
    default: return kind;
  }
}

function object(schema) {
  if (!schema.properties) {
    const values = schema.additionalProperties;
    return `Record<string, ${values && typeof values === 'object' ? type(values) : 'unknown'}>`;
  }
  const required = new Set(schema.required ?? []);
  const members = Object.entries(schema.properties).map(([name, of]) => `${JSON.stringify(name)}${required.has(name) ? '' : '?'}: ${type(of)}`);
  return `{ ${members.join('; ')} }`;
}

function operation(method, path, spec) {
  const named = (place) => (spec.parameters ?? []).filter((parameter) => parameter.in === place).map((parameter) => JSON.stringify(parameter.name)).join(' | ') || 'never';
  const bodies = Object.values(spec.requestBody?.content ?? {}).map((content) => type(content.schema));
  const answers = Object.entries(spec.responses ?? {}).filter(([status]) => status.startsWith('2'))
    .map(([, answer]) => answer.content?.['application/json']).map((content) => (content ? type(content.schema) : 'undefined'));
  const members = [`path: ${named('path')}`, `query: ${named('query')}`, `body: ${[...new Set(bodies)].join(' | ') || 'undefined'}`, `answer: ${[...new Set(answers)].join(' | ') || 'undefined'}`];
  return `  /** ${spec.summary ?? ''} */\n  ${JSON.stringify(`${method.toUpperCase()} ${path}`)}: { ${members.join('; ')} };`;
}

const types = Object.entries(api.components.schemas).map(([name, schema]) => `export type ${name} = ${type(schema)};`);
const operations = Object.entries(api.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, spec]) => operation(method, path, spec)));
const text = `// Written by build/api-types.mjs from docs/openapi.json.\n${types.join('\n')}\n\nexport interface Operations {\n${operations.join('\n')}\n}\n`;
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
