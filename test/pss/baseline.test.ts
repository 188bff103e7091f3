import * as assert from 'uvu/assert'
import type { ValueMap } from '../../src/manifest/value.ts'
import { table } from '../table.ts'
import { type DetailRow, detailOf } from './detail.ts'

/** Rows say what baseline finds; ids in brackets are those of the check. */
function baseline(name: string, rows: Readonly<Record<string, DetailRow>>): void {
  table(`baseline: ${name}`, rows, row => assert.is(detailOf({ level: 'baseline', ...row }), row.want))
}

const withSecurityContext = (name: string, securityContext: ValueMap) => ({ name, securityContext })
const withPorts = (name: string, ...ports: number[]) => ({ name, ports: ports.map(hostPort => ({ hostPort })) })
const withAppArmor = (name: string, type: string) => withSecurityContext(name, { appArmorProfile: { type } })
const dialling = (host: string) => ({ httpGet: { port: 80, host } })

function named(names: readonly string[], rowOf: (name: string) => DetailRow): Record<string, DetailRow> {
  return Object.fromEntries(names.map(name => [name, rowOf(name)]))
}

baseline('containers', {
  'are named in visit order: init, containers, ephemeral': {
    spec: {
      ephemeralContainers: [withSecurityContext('e1', { privileged: true })],
      containers: [withSecurityContext('c1', { privileged: true })],
      initContainers: [withSecurityContext('i1', { privileged: true })],
    },
    want: 'privileged (containers "i1", "c1", "e1" must not set securityContext.privileged=true)',
  },
  'of one name are named twice': {
    spec: {
      containers: [withSecurityContext('a', { privileged: true }), withSecurityContext('a', { privileged: true })],
    },
    want: 'privileged (containers "a", "a" must not set securityContext.privileged=true)',
  },
  'without a name have the empty one': {
    spec: { containers: [{ securityContext: { privileged: true } }] },
    want: 'privileged (container "" must not set securityContext.privileged=true)',
  },
  'are named once for two fields': {
    spec: { containers: [withPorts('a', 80, 81)] },
    want: 'hostPort (container "a" uses hostPorts 80, 81)',
  },
})

baseline('order of checks', {
  'is that of the ids by their bytes: seLinuxOptions before seccompProfile': {
    spec: {
      hostNetwork: true,
      hostPID: true,
      hostIPC: true,
      volumes: [{ name: 'v', hostPath: { path: '/' } }],
      securityContext: {
        appArmorProfile: { type: 'Unconfined' },
        seLinuxOptions: { user: 'u' },
        seccompProfile: { type: 'Unconfined' },
        sysctls: [{ name: 'a.b', value: '1' }],
        windowsOptions: { hostProcess: true },
      },
      containers: [
        {
          name: 'a',
          ports: [{ hostPort: 80 }],
          livenessProbe: dialling('h'),
          securityContext: { privileged: true, procMount: 'Unmasked', capabilities: { add: ['NET_RAW'] } },
        },
      ],
    },
    want: [
      'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")',
      'non-default capabilities (container "a" must not include "NET_RAW" in securityContext.capabilities.add)',
      'host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)',
      'hostPath volumes (volume "v")',
      'hostPort (container "a" uses hostPort 80)',
      'probe or lifecycle host (container "a" uses probe or lifecycle host "h")',
      'privileged (container "a" must not set securityContext.privileged=true)',
      'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
      'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: user may not be set)',
      'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
      'forbidden sysctls (a.b)',
      'hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
    ].join(', '),
  },
})

baseline('appArmorProfile', {
  'one value set by two: the reason stays singular': {
    spec: {
      securityContext: { appArmorProfile: { type: 'Unconfined' } },
      containers: [withAppArmor('a', 'Unconfined')],
    },
    want: 'forbidden AppArmor profile (pod and container "a" must not set AppArmor profile type to "Unconfined")',
  },
  'two values are sorted': {
    spec: { containers: [withAppArmor('a', 'Unconfined'), withAppArmor('b', 'Foo')] },
    want: 'forbidden AppArmor profiles (containers "a", "b" must not set AppArmor profile type to "Foo", "Unconfined")',
  },
  'an ephemeral container counts': {
    spec: { ephemeralContainers: [withAppArmor('e', 'Unconfined')] },
    want: 'forbidden AppArmor profile (container "e" must not set AppArmor profile type to "Unconfined")',
  },
  'Localhost and RuntimeDefault are allowed': {
    spec: {
      securityContext: { appArmorProfile: { type: 'Localhost' } },
      containers: [withAppArmor('a', 'RuntimeDefault')],
    },
    want: '',
  },
  'an empty profile has the empty type': {
    spec: { securityContext: { appArmorProfile: {} } },
    want: 'forbidden AppArmor profile (pod must not set AppArmor profile type to "")',
  },
  'an annotation counts without its container, even when it names none': {
    spec: {},
    annotations: { 'container.apparmor.security.beta.kubernetes.io/': 'unconfined' },
    want: 'forbidden AppArmor profile (annotation must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/="unconfined"")',
  },
  'the empty annotation and localhost/ are allowed': {
    spec: {},
    annotations: {
      'container.apparmor.security.beta.kubernetes.io/a': '',
      'container.apparmor.security.beta.kubernetes.io/b': 'localhost/',
      'container.apparmor.security.beta.kubernetes.io/c': null,
    },
    want: '',
  },
  'annotations are sorted with their values: - before 1 before =': {
    spec: {},
    annotations: {
      'container.apparmor.security.beta.kubernetes.io/a': 'x',
      'container.apparmor.security.beta.kubernetes.io/a1': 'x',
      'container.apparmor.security.beta.kubernetes.io/a-b': 'x',
    },
    want: 'forbidden AppArmor profiles (annotations must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/a-b="x"", "container.apparmor.security.beta.kubernetes.io/a1="x"", "container.apparmor.security.beta.kubernetes.io/a="x"")',
  },
  'fields come before annotations': {
    spec: { containers: [withAppArmor('a', 'Unconfined')] },
    annotations: { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined' },
    want: 'forbidden AppArmor profiles (container "a" and annotation must not set AppArmor profile type to "Unconfined", "container.apparmor.security.beta.kubernetes.io/a="unconfined"")',
  },
  'an annotation value is quoted as Go does': {
    spec: {},
    annotations: { 'container.apparmor.security.beta.kubernetes.io/e': 'a"b\\c\té\u200b\u0001' },
    want: 'forbidden AppArmor profile (annotation must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/e="a\\"b\\\\c\\té\\u200b\\x01"")',
  },
})

baseline('capabilities_baseline', {
  'names have no prefix, no lower case, and ALL is none': {
    spec: { containers: [withSecurityContext('a', { capabilities: { add: ['chown', 'CAP_CHOWN', 'ALL', 'CHOWN'] } })] },
    want: 'non-default capabilities (container "a" must not include "ALL", "CAP_CHOWN", "chown" in securityContext.capabilities.add)',
  },
  'what is dropped does not matter before v1.22 either': {
    spec: { containers: [withSecurityContext('a', { capabilities: { drop: ['x'], add: ['CHOWN', 'NET_RAW'] } })] },
    version: 21,
    want: 'non-default capabilities (container "a" must not include "NET_RAW" in securityContext.capabilities.add)',
  },
})

const granted =
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'

baseline('capabilities that a runtime grants are allowed', {
  ...named(granted.split(' '), name => ({
    spec: { containers: [withSecurityContext('a', { capabilities: { add: [name] } })] },
    want: '',
  })),
})

baseline('hostPathVolumes', {
  'an empty source is one': { spec: { volumes: [{ name: 'v', hostPath: {} }] }, want: 'hostPath volumes (volume "v")' },
  'null is none': { spec: { volumes: [{ name: 'v', hostPath: null }] }, want: '' },
  'beside an emptyDir it counts': {
    spec: { volumes: [{ name: 'v', emptyDir: {}, hostPath: {} }] },
    want: 'hostPath volumes (volume "v")',
  },
  'several are named in the order of the spec': {
    spec: {
      volumes: [
        { name: 'z', hostPath: {} },
        { name: 'b', hostPath: {} },
      ],
    },
    want: 'hostPath volumes (volumes "z", "b")',
  },
})

baseline('hostPorts', {
  'are sorted as text': {
    spec: { containers: [withPorts('a', 9090, 443, 8080, 80, 10000)] },
    want: 'hostPort (container "a" uses hostPorts 10000, 443, 80, 8080, 9090)',
  },
  'two containers use one port': {
    spec: { containers: [withPorts('a', 80), withPorts('b', 80)] },
    want: 'hostPort (containers "a", "b" use hostPort 80)',
  },
  'zero is none': { spec: { containers: [withPorts('a', 0)] }, want: '' },
})

const actions = [
  ['httpGet', dialling('h')],
  ['tcpSocket', { tcpSocket: { port: 1, host: 'h' } }],
] as const
const dialledFrom = actions.flatMap(([action, handler]): [string, ValueMap][] => [
  ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe): [string, ValueMap] => [
    `${action} of ${probe}`,
    { [probe]: handler },
  ]),
  ...['postStart', 'preStop'].map((hook): [string, ValueMap] => [
    `${action} of ${hook}`,
    { lifecycle: { [hook]: handler } },
  ]),
])

baseline('hostProbesAndHostLifecycle', {
  'containers and hosts are sorted sets': {
    spec: {
      containers: [
        { name: 'z', livenessProbe: dialling('b'), readinessProbe: dialling('a') },
        { name: 'a', startupProbe: { tcpSocket: { port: 1, host: 'b' } }, livenessProbe: dialling('b') },
        { name: 'a', startupProbe: dialling('b') },
      ],
    },
    want: 'probe or lifecycle host (containers "a", "z" use probe or lifecycle hosts "a", "b")',
  },
  'the addresses of the node are no exception': {
    spec: {
      initContainers: [{ name: 's', restartPolicy: 'Always', livenessProbe: dialling('127.0.0.1') }],
      containers: [
        { name: 'a', lifecycle: { preStop: dialling('::1'), postStart: { tcpSocket: { host: 'localhost' } } } },
      ],
    },
    want: 'probe or lifecycle host (containers "a", "s" use probe or lifecycle hosts "127.0.0.1", "::1", "localhost")',
  },
  ...Object.fromEntries(
    dialledFrom.map(([name, container]) => [
      `${name} counts`,
      {
        spec: { containers: [{ name: 'a', ...container }] },
        want: 'probe or lifecycle host (container "a" uses probe or lifecycle host "h")',
      },
    ]),
  ),
  'v1.33 does not ask': { spec: { containers: [{ name: 'a', livenessProbe: dialling('h') }] }, version: 33, want: '' },
  'a Host header is free': {
    spec: { containers: [{ name: 'a', livenessProbe: { httpGet: { httpHeaders: [{ name: 'Host', value: 'h' }] } } }] },
    want: '',
  },
  'the empty host is none': { spec: { containers: [{ name: 'a', startupProbe: dialling('') }] }, want: '' },
  'exec, grpc and sleep dial nobody': {
    spec: {
      containers: [
        { name: 'a', livenessProbe: { grpc: { port: 1 } }, lifecycle: { preStop: { sleep: { seconds: 1 } } } },
      ],
    },
    want: '',
  },
})

const unmasked = { containers: [withSecurityContext('a', { procMount: 'Unmasked' })] }
baseline('procMount', {
  'a user namespace relaxes it from v1.35': { spec: { ...unmasked, hostUsers: false }, want: '' },
  'but not before': {
    spec: { ...unmasked, hostUsers: false },
    version: 34,
    want: 'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  },
  'hostUsers true relaxes nothing': {
    spec: { ...unmasked, hostUsers: true },
    want: 'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  },
  'hostUsers null relaxes nothing': {
    spec: { ...unmasked, hostUsers: null },
    want: 'procMount (container "a" must not set securityContext.procMount to "Unmasked")',
  },
  'the empty text is forbidden, null is not': {
    spec: { containers: [withSecurityContext('a', { procMount: '' }), withSecurityContext('b', { procMount: null })] },
    want: 'procMount (container "a" must not set securityContext.procMount to "")',
  },
})

const withSeLinux = (options: ValueMap) => ({ securityContext: { seLinuxOptions: options } })
const engine = { spec: withSeLinux({ type: 'container_engine_t' }) }
baseline('seLinuxOptions', {
  'a level alone is free': { spec: withSeLinux({ level: 's0:c1' }), want: '' },
  'nothing and the empty type are free': {
    spec: { ...withSeLinux({}), containers: [{ name: 'a', ...withSeLinux({ type: '', user: '', role: '' }) }] },
    want: '',
  },
  'container_engine_t is forbidden at v1.30': {
    ...engine,
    version: 30,
    want: 'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "container_engine_t")',
  },
  'container_engine_t is allowed at v1.31': { ...engine, version: 31, want: '' },
  'user and role are said once for all who set them': {
    spec: {
      ...withSeLinux({ user: 'u' }),
      containers: [
        { name: 'a', ...withSeLinux({ type: 'z', role: 'r' }) },
        { name: 'b', ...withSeLinux({ type: 'y', role: 'r', user: 'u' }) },
      ],
    },
    want: 'seLinuxOptions (pod and containers "a", "b" set forbidden securityContext.seLinuxOptions: types "y", "z"; user may not be set; role may not be set)',
  },
})

const podAnnotation = 'seccomp.security.alpha.kubernetes.io/pod'
const annotationOf = (name: string) => `container.seccomp.security.alpha.kubernetes.io/${name}`
const unconfined = { spec: { securityContext: { seccompProfile: { type: 'Unconfined' } } } }
baseline('seccompProfile_baseline', {
  'the empty annotation is forbidden': {
    spec: {},
    annotations: { [podAnnotation]: '' },
    version: 18,
    want: 'seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="")',
  },
  'annotations of existing containers only, sorted, each name once': {
    spec: { containers: [{ name: 'b' }, { name: 'a' }, { name: 'a' }] },
    annotations: { [podAnnotation]: 'x', [annotationOf('b')]: 'x', [annotationOf('a')]: 'x', [annotationOf('c')]: 'x' },
    version: 18,
    want: 'seccompProfile (forbidden annotations container.seccomp.security.alpha.kubernetes.io/a="x", container.seccomp.security.alpha.kubernetes.io/b="x", seccomp.security.alpha.kubernetes.io/pod="x")',
  },
  'runtime/default, docker/default and localhost/ are allowed': {
    spec: { containers: [{ name: 'a' }, { name: 'b' }] },
    annotations: {
      [podAnnotation]: 'runtime/default',
      [annotationOf('a')]: 'docker/default',
      [annotationOf('b')]: 'localhost/',
    },
    version: 18,
    want: '',
  },
  'annotations do not count from v1.19': {
    spec: {},
    annotations: { [podAnnotation]: 'unconfined' },
    version: 19,
    want: '',
  },
  'fields do not count before v1.19': { ...unconfined, version: 18, want: '' },
  'fields count from v1.19': {
    ...unconfined,
    version: 19,
    want: 'seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")',
  },
  'a profile without a type has the empty one': {
    spec: { securityContext: { seccompProfile: {} } },
    want: 'seccompProfile (pod must not set securityContext.seccompProfile.type to "")',
  },
  'Localhost needs no file name, and null is no profile': {
    spec: {
      securityContext: { seccompProfile: { type: 'Localhost' } },
      containers: [withSecurityContext('a', { seccompProfile: null })],
    },
    want: '',
  },
})

const withSysctls = (...names: string[]) => ({
  securityContext: { sysctls: names.map(name => ({ name, value: '1' })) },
})
const notsentLowat = { spec: withSysctls('net.ipv4.tcp_notsent_lowat') }
baseline('sysctls', {
  'keep order and repetition, unquoted': {
    spec: withSysctls('z.b', 'a.b', 'z.b'),
    want: 'forbidden sysctls (z.b, a.b, z.b)',
  },
  'slashes are another spelling, and forbidden': {
    spec: withSysctls('net/ipv4/tcp_syncookies'),
    want: 'forbidden sysctls (net/ipv4/tcp_syncookies)',
  },
  'without a name are forbidden': {
    spec: { securityContext: { sysctls: [{ value: '1' }] } },
    want: 'forbidden sysctls ()',
  },
  'tcp_notsent_lowat is forbidden at v1.36': {
    ...notsentLowat,
    version: 36,
    want: 'forbidden sysctls (net.ipv4.tcp_notsent_lowat)',
  },
  'tcp_notsent_lowat is allowed at v1.37': { ...notsentLowat, version: 37, want: '' },
  'tcp_notsent_lowat is allowed at latest': { ...notsentLowat, want: '' },
  'tcp_notsent_lowat is allowed in the future': { ...notsentLowat, version: 99, want: '' },
})

/** Each name, and the version that admits it. */
const isolated = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
  'net.ipv4.tcp_slow_start_after_idle': 37,
  'net.ipv4.tcp_notsent_lowat': 37,
}

table('baseline: sysctls that a namespace isolates', isolated, (since, name) => {
  const detail = (version: number) => detailOf({ level: 'baseline', spec: withSysctls(name, 'a.b'), version })
  const versions = since === 0 ? [since] : [since - 1, since]
  const before = `forbidden sysctls (${name}, a.b)`
  assert.equal(versions.map(detail), [before, 'forbidden sysctls (a.b)'].slice(-versions.length))
})

baseline('windowsHostProcess', {
  'what the pod sets counts although its container says no': {
    spec: {
      securityContext: { windowsOptions: { hostProcess: true } },
      containers: [withSecurityContext('a', { windowsOptions: { hostProcess: false } })],
    },
    want: 'hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)',
  },
  'pod and containers are joined': {
    spec: {
      securityContext: { windowsOptions: { hostProcess: true } },
      containers: ['c', 'd'].map(name => withSecurityContext(name, { windowsOptions: { hostProcess: true } })),
    },
    want: 'hostProcess (pod and containers "c", "d" must not set securityContext.windowsOptions.hostProcess=true)',
  },
})
