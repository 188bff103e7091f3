import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2'
import { encode, Fields, type Message } from './message.ts'

/** What answers a call, by its path: `/csi.v1.Node/NodeGetInfo`. */
export type Methods = Readonly<Record<string, (request: Fields) => Message | Promise<Message>>>

/** Status codes of gRPC. */
const status = { internal: '13', unimplemented: '12' } as const

/** Unary gRPC over a Unix socket: HTTP/2 without TLS, five bytes before each message, the status in the trailers. */
export function serve(socket: string, methods: Methods): Promise<Http2Server> {
  const server = createServer()
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = []
    stream.on('error', () => {}) // the kubelet hung up
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => answer(stream, methods[String(headers[':path'])], Buffer.concat(chunks)))
  })
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(socket, () => resolve(server))
  })
}

async function answer(stream: ServerHttp2Stream, method: Methods[string] | undefined, frame: Buffer): Promise<void> {
  if (method === undefined) return refuse(stream, status.unimplemented, 'no such method')
  try {
    const message = encode(await method(new Fields(frame.subarray(5))))
    const prefix = Buffer.alloc(5)
    prefix.writeUInt32BE(message.length, 1)
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.end(Buffer.concat([prefix, message]))
  } catch (error) {
    refuse(stream, status.internal, error instanceof Error ? error.message : String(error))
  }
}

function refuse(stream: ServerHttp2Stream, code: string, message: string): void {
  const trailers = { 'grpc-status': code, 'grpc-message': encodeURIComponent(message) }
  stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...trailers }, { endStream: true })
}
