import { z } from 'zod'
import type { Endpoint } from '#backend/base/endpoint.ts'
import { refusals } from '#backend/base/refusal.ts'

type Api = Record<string, Record<string, Endpoint<never, never, never>>>

/** OpenAPI 3.1, written from the endpoint tables: what the server mounts is what this says. */
export function openApi(api: object, version: string) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [noun, endpoints] of Object.entries(api as Api)) {
    for (const [name, endpoint] of Object.entries(endpoints)) {
      const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
      paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(noun, name, endpoint) }
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Établi', version, license: { name: 'AGPL-3.0-or-later' } },
    paths,
    components: { schemas: { Refusal: refusalSchema }, securitySchemes: securitySchemes },
  }
}

const securitySchemes = {
  session: { type: 'apiKey', in: 'cookie', name: 'session' },
  screen: { type: 'apiKey', in: 'cookie', name: 'screen' },
  bridge: { type: 'http', scheme: 'bearer' },
}

const refusalSchema = {
  type: 'object',
  required: ['code', 'detail', 'sentence'],
  properties: {
    code: { type: 'string', enum: [...Object.keys(refusals), 'internal'] },
    detail: {},
    sentence: { type: 'string', description: 'For the person, in the language of Accept-Language.' },
  },
}

const json = (schema: unknown) => ({ 'application/json': { schema } })
const schemaOf = (type: z.ZodType, io: 'input' | 'output') => z.toJSONSchema(type, { io, unrepresentable: 'any' })

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same call with the same key, within a day, is done once and answered the same.',
  schema: { type: 'string', maxLength: 128 },
}

function operation(
  noun: string,
  name: string,
  { method, path, who, does, body, query, reply, file }: Endpoint<never, never, never>,
) {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, param]) => ({
    name: param,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const asked = query ? (schemaOf(query, 'input') as { properties?: Record<string, unknown>; required?: string[] }) : {}
  const inQuery = Object.entries(asked.properties ?? {}).map(([param, schema]) => ({
    name: param,
    in: 'query',
    required: asked.required?.includes(param) ?? false,
    schema,
  }))
  const parameters = [...inPath, ...inQuery, ...(method === 'GET' || who === 'anyone' ? [] : [idempotencyKey])]
  return {
    operationId: `${noun}.${name}`,
    tags: [noun],
    summary: does,
    'x-who': who,
    ...(who !== 'anyone' && {
      security:
        who === 'bridge' ? [{ bridge: [] }] : who === 'screen' ? [{ session: [] }, { screen: [] }] : [{ session: [] }],
    }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: json(schemaOf(body, 'input')) } }),
    responses: {
      200: {
        description: 'Done.',
        content: file ? { [file]: {} } : json(reply ? schemaOf(reply, 'output') : {}),
      },
      default: {
        description: 'Refused, with a sentence for the person.',
        content: json({ $ref: '#/components/schemas/Refusal' }),
      },
    },
  }
}
