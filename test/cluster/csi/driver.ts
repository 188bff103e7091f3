import { execFile } from 'node:child_process'
import { chownSync, mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import type { Http2Server } from 'node:http2'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isMap, listAt, mapAt, textAt } from '../../../src/manifest/value.ts'
import type { Api } from '../api.ts'
import type { DriverName } from '../judge/case.ts'
import { driverNames } from '../judge/case.ts'
import { fsGroupPolicyOf, fullName } from '../judge/drivers.ts'
import { csiDriver } from '../judge/manifest.ts'
import { make } from '../namespaces.ts'
import { type Methods, serve } from './grpc.ts'
import type { Fields, Message } from './message.ts'

const run = promisify(execFile)

/** CSI's `NodeServiceCapability.RPC.Type` (csi.proto v1.12). */
const volumeMountGroup = 6

/** CSI drivers that a kubelet knows; they mount a directory of the node, the one that the volume's attributes name. */
export interface Drivers {
  readonly stop: () => void
}

/**
 * Serve the node half of CSI for every driver of the tests and register it with the kubelet, as
 * `node-driver-registrar` does. Nothing is attached or staged, so there is no controller half.
 */
export async function startDrivers(api: Api, node: string, hostname: string): Promise<Drivers> {
  const servers: Http2Server[] = []
  const sockets: string[] = []
  for (const name of driverNames) {
    const full = fullName(name)
    await make(api, '/apis/storage.k8s.io/v1/csidrivers', csiDriver(full, fsGroupPolicyOf(`csi-${name}`)))
    const folder = join(node, 'kubelet/plugins', full)
    const [endpoint, registration] = [join(folder, 'csi.sock'), join(node, 'kubelet/plugins_registry', `${full}.sock`)]
    for (const socket of [endpoint, registration]) rmSync(socket, { force: true })
    mkdirSync(folder, { recursive: true })
    servers.push(await serve(endpoint, nodeMethods(name, node)))
    servers.push(await serve(registration, registrationMethods(full, endpoint)))
    sockets.push(endpoint, registration)
  }
  await registered(api, hostname)
  return {
    stop: () => {
      for (const socket of sockets) rmSync(socket, { force: true })
      for (const server of servers) server.close()
    },
  }
}

/** k8s.io/kubelet/pkg/apis/pluginregistration/v1. */
function registrationMethods(name: string, endpoint: string): Methods {
  return {
    '/pluginregistration.Registration/GetInfo': () => ({ 1: 'CSIPlugin', 2: name, 3: endpoint, 4: ['1.0.0'] }),
    '/pluginregistration.Registration/NotifyRegistrationStatus': () => ({}),
  }
}

function nodeMethods(name: DriverName, node: string): Methods {
  const capabilities: Message = name === 'group' ? { 1: [{ 1: { 1: volumeMountGroup } }] } : {}
  return {
    '/csi.v1.Node/NodeGetInfo': () => ({ 1: 'node' }),
    '/csi.v1.Node/NodeGetCapabilities': () => capabilities,
    '/csi.v1.Node/NodePublishVolume': request => publish(request, node),
    '/csi.v1.Node/NodeUnpublishVolume': request => unpublish(request.text(2), node),
  }
}

/** The directory of the volume, bound to where the kubelet wants it; read-only if it says so. */
async function publish(request: Fields, node: string): Promise<Message> {
  const [target, source] = [request.text(4), request.map(8).get('path')]
  if (source === undefined) throw new Error('the volume has no attribute path')
  const group = request.message(5).message(2).text(3)
  // What a mount option `gid=` does to a file system that has one owner.
  if (group !== '') chownSync(source, -1, Number(group))
  mkdirSync(target, { recursive: true })
  await inNode(node, ['mount', '--bind', source, target])
  if (request.isTrue(6)) await inNode(node, ['mount', '-o', 'remount,bind,ro', target])
  return {}
}

async function unpublish(target: string, node: string): Promise<Message> {
  await inNode(node, ['umount', target]).catch(() => {}) // asked again: it is gone
  try {
    rmdirSync(target)
  } catch {
    // and so is the folder
  }
  return {}
}

/** The kubelet has mounts of its own. */
async function inNode(node: string, command: readonly string[]): Promise<void> {
  const pid = readFileSync(join(node, 'pid/node'), 'utf8').trim()
  await run('nsenter', ['--target', pid, '--mount', ...command])
}

/** The kubelet has written down that it knows them all. */
async function registered(api: Api, hostname: string): Promise<void> {
  const end = Date.now() + 60_000
  while (Date.now() < end) {
    const { body } = await api.ask({ method: 'GET', path: `/apis/storage.k8s.io/v1/csinodes/${hostname}` })
    const names = listAt(mapAt(body, 'spec'), 'drivers')
      .filter(isMap)
      .map(driver => textAt(driver, 'name'))
    if (driverNames.every(name => names.includes(fullName(name)))) return
    await wait(500)
  }
  throw new Error('the kubelet did not register the CSI drivers')
}
