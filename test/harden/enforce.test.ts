import * as assert from 'uvu/assert'
import { table } from '../table.ts'
import { after, changeLines, harden, leftOutLines, podOf, replacedLines, type Situation } from './hardened.ts'

interface Row extends Situation {
  /** The changes that replace something. */
  readonly want: readonly string[]
  /** The lines of the report that say so: one a change. */
  readonly was: readonly string[]
  /** Fields that are left as they are, with a reason. */
  readonly left?: readonly string[]
}

const user = 'runAsUser: 1000'
const untouched = { want: [], was: [] }
const baseline = { level: 'baseline' } as const

function proveRow({ want, was, left = [], ...row }: Row): void {
  const situation = { ...row, enforce: true }
  const pod = podOf(situation)
  const hardening = harden(pod, situation)
  const enforced = hardening.hardenings.filter(({ reason }) => reason.code === 'enforced')
  assert.equal(changeLines({ ...hardening, hardenings: enforced }), want)
  assert.equal(replacedLines(hardening), was)
  const reported = leftOutLines(hardening)
  for (const begin of left)
    assert.ok(
      reported.some(line => line.startsWith(begin)),
      `${begin} in ${reported}`,
    )
  assert.equal(changeLines(harden(after(pod, hardening), situation)), [])
  const additive = harden(pod, row)
  assert.is(replacedLines(additive).length, 0, 'nothing is replaced without --enforce')
}

table<Row>(
  '--enforce replaces who runs',
  {
    'root, where the image has a user of its own': {
      web: 'image: grafana/grafana',
      own: 'runAsUser: 0',
      want: ['web.runAsUser = 472'],
      was: ['web containers[0].securityContext.runAsUser was 0'],
    },
    'root of the whole pod, where every image has a user': {
      web: 'image: prom/prometheus',
      context: 'runAsUser: 0',
      want: ['runAsUser = nothing'],
      was: ['pod securityContext.runAsUser was 0'],
    },
    'root of the whole pod, which no container inherits': {
      own: user,
      context: 'runAsUser: 0',
      want: ['runAsUser = nothing'],
      was: ['pod securityContext.runAsUser was 0'],
    },
    'but not root of an init container, which is there for it': {
      own: user,
      spec: 'initContainers: [{ name: first, image: grafana/grafana, securityContext: { runAsUser: 0 } }]',
      ...untouched,
    },
    'root, where what runs needs none and the policy names a user': {
      web: 'image: registry.example.com/app, command: [nc, -z, db, "5432"]',
      own: 'runAsUser: 0',
      harden: { runAs: { user: 65532, group: 65532 } },
      want: ['web.runAsUser = 65532'],
      was: ['web containers[0].securityContext.runAsUser was 0'],
    },
    'root of an init container that only waits': {
      own: user,
      spec: 'initContainers: [{ name: first, image: busybox, command: [nc, -z, db, "5432"], securityContext: { runAsUser: 0 } }]',
      harden: { runAs: { user: 65532, group: 65532 } },
      want: ['initContainers[0].runAsUser = 65532'],
      was: ['first initContainers[0].securityContext.runAsUser was 0'],
    },
    'what is dropped, once an image that drops root is its final user': {
      web: 'image: "postgres:17"',
      own: 'capabilities: { drop: [] }',
      spec: 'volumes: [{ name: data, emptyDir: {} }]',
      want: ['web.capabilities.drop = ["ALL"]'],
      was: ['web containers[0].securityContext.capabilities.drop was []'],
    },
    'but not root, where the program would have to start elsewhere': {
      web: 'image: busybox, command: [wget, "web:80"]',
      own: 'runAsUser: 0, capabilities: { drop: [] }',
      harden: { runAs: { user: 65532, group: 65532 } },
      ...untouched,
      left: ['web capabilities.drop: [ALL]: runAsUser is 0'],
    },
    'but not root, where nothing is known about the image': { own: 'runAsUser: 0', ...untouched },
    'but not root of the whole pod, where one image is unknown': {
      web: 'image: prom/prometheus',
      context: 'runAsUser: 0',
      beside: 'name: beside, image: registry.example.com/other',
      ...untouched,
    },
    'but not root, where the policy is older than the check': {
      web: 'image: grafana/grafana',
      own: 'runAsUser: 0',
      version: 22,
      ...untouched,
    },
    'but not root in a user namespace': {
      web: 'image: grafana/grafana',
      own: 'runAsUser: 0, runAsNonRoot: false',
      spec: 'hostUsers: false',
      ...untouched,
    },
    'a false runAsNonRoot of what is not root': {
      own: `${user}, runAsNonRoot: false`,
      want: ['web.runAsNonRoot = true'],
      was: ['web containers[0].securityContext.runAsNonRoot was false'],
    },
    'a false runAsNonRoot of a pod without root': {
      own: user,
      context: 'runAsNonRoot: false',
      want: ['runAsNonRoot = true'],
      was: ['pod securityContext.runAsNonRoot was false'],
    },
    'but not that of a pod with one root container, which would pass no check by it': {
      own: 'runAsUser: 0, runAsNonRoot: false',
      context: 'runAsNonRoot: false',
      ...untouched,
    },
    'a false runAsNonRoot of an image that the policy gives a user': {
      own: 'runAsNonRoot: false',
      harden: { runAs: { user: 65532, group: 65532 } },
      want: ['web.runAsNonRoot = true'],
      was: ['web containers[0].securityContext.runAsNonRoot was false'],
    },
    'but not that of a privileged container': {
      own: 'privileged: true, runAsNonRoot: false',
      harden: { runAs: { user: 65532, group: 65532 } },
      ...untouched,
    },
  },
  proveRow,
)

table<Row>(
  '--enforce replaces powers',
  {
    'an escalation that is allowed': {
      own: `${user}, allowPrivilegeEscalation: true`,
      want: ['web.allowPrivilegeEscalation = false'],
      was: ['web containers[0].securityContext.allowPrivilegeEscalation was true'],
    },
    'but not one that baseline admits': { ...baseline, own: `${user}, allowPrivilegeEscalation: true`, ...untouched },
    'but not one that a policy of v1.7 admits': {
      version: 7,
      own: `${user}, allowPrivilegeEscalation: true`,
      ...untouched,
    },
    'but not one that is exempted': {
      exempt: ['allowPrivilegeEscalation'],
      own: `${user}, allowPrivilegeEscalation: true`,
      ...untouched,
    },
    'but not one of an image that needs it': {
      web: 'image: registry.k8s.io/ingress-nginx/controller',
      own: 'runAsUser: 101, allowPrivilegeEscalation: true',
      left: ['web allowPrivilegeEscalation: its program carries the file capability NET_BIND_SERVICE'],
      ...untouched,
    },
    'but not one of a container that is seen to use it': {
      own: `${user}, allowPrivilegeEscalation: true`,
      web: 'image: registry.example.com/app, command: [sudo, -E, /entry.sh]',
      left: ['web allowPrivilegeEscalation: its command runs sudo'],
      ...untouched,
    },
    'but not one beside privileged, which the API server refuses': {
      own: 'privileged: true, allowPrivilegeEscalation: true',
      ...untouched,
    },
    'an escalation together with the capability that rules out its end': {
      own: `${user}, allowPrivilegeEscalation: true, capabilities: { drop: [ALL], add: [CAP_SYS_ADMIN] }`,
      want: ['web.capabilities.add = nothing', 'web.allowPrivilegeEscalation = false'],
      was: [
        'web containers[0].securityContext.capabilities.add was ["CAP_SYS_ADMIN"]',
        'web containers[0].securityContext.allowPrivilegeEscalation was true',
      ],
    },
    'but not an escalation whose capability is exempted': {
      exempt: ['capabilities_restricted'],
      own: `${user}, allowPrivilegeEscalation: true, capabilities: { drop: [ALL], add: [CAP_SYS_ADMIN] }`,
      ...untouched,
    },
    'capabilities beyond restricted': {
      own: `${user}, capabilities: { drop: [ALL], add: [NET_ADMIN, NET_BIND_SERVICE] }`,
      want: ['web.capabilities.add = ["NET_BIND_SERVICE"]'],
      was: ['web containers[0].securityContext.capabilities.add was ["NET_ADMIN","NET_BIND_SERVICE"]'],
    },
    'capabilities beyond baseline': {
      ...baseline,
      own: `${user}, capabilities: { add: [NET_ADMIN, CHOWN] }`,
      want: ['web.capabilities.add = ["CHOWN"]'],
      was: ['web containers[0].securityContext.capabilities.add was ["NET_ADMIN","CHOWN"]'],
    },
    'of a root process only what no level admits: the rest is its work': {
      own: 'runAsUser: 0, capabilities: { drop: [ALL], add: [NET_ADMIN, CHOWN] }',
      want: ['web.capabilities.add = ["CHOWN"]'],
      was: ['web containers[0].securityContext.capabilities.add was ["NET_ADMIN","CHOWN"]'],
    },
    'a list that drops too little, of a process without capabilities': {
      own: `${user}, capabilities: { drop: [NET_RAW] }`,
      want: ['web.capabilities.drop = ["ALL"]'],
      was: ['web containers[0].securityContext.capabilities.drop was ["NET_RAW"]'],
    },
    'such a list, save for what a port below 1024 takes': {
      web: 'image: registry.example.com/app, ports: [{ containerPort: 80 }]',
      own: `${user}, capabilities: { drop: [NET_RAW] }`,
      want: ['web.capabilities = {"drop":["ALL"],"add":["NET_BIND_SERVICE"]}'],
      was: ['web containers[0].securityContext.capabilities was {"drop":["NET_RAW"]}'],
    },
    'but not such a list of a container that runs setuid programs': {
      web: 'image: registry.example.com/app, command: [sudo, -E, /entry.sh]',
      own: `${user}, capabilities: { drop: [NET_RAW] }`,
      left: ['web capabilities.drop: its command runs sudo'],
      ...untouched,
    },
    'but not such a list beside a port below 1024 either': {
      web: 'image: registry.example.com/app, command: [sudo, -E, /entry.sh], ports: [{ containerPort: 80 }]',
      own: `${user}, capabilities: { drop: [NET_RAW] }`,
      left: ['web capabilities: its command runs sudo'],
      ...untouched,
    },
    'but not such a list of root': { own: 'runAsUser: 0, capabilities: { drop: [NET_RAW] }', ...untouched },
    'a list that drops all in small letters, even of root': {
      own: 'runAsUser: 0, capabilities: { drop: [all] }',
      want: ['web.capabilities.drop = ["ALL"]'],
      was: ['web containers[0].securityContext.capabilities.drop was ["all"]'],
    },
    'seccomp that is off, on the pod and on a container': {
      own: `${user}, seccompProfile: { type: Unconfined }`,
      context: 'seccompProfile: { type: Unconfined }',
      want: ['seccompProfile.type = "RuntimeDefault"', 'web.seccompProfile.type = "RuntimeDefault"'],
      was: [
        'pod securityContext.seccompProfile.type was "Unconfined"',
        'web containers[0].securityContext.seccompProfile.type was "Unconfined"',
      ],
    },
    'a seccomp profile that says nothing': {
      ...baseline,
      own: `${user}, seccompProfile: {}`,
      want: ['web.seccompProfile.type = "RuntimeDefault"'],
      was: ['web containers[0].securityContext.seccompProfile.type was null'],
    },
    'but not seccomp before v1.19, which read annotations': {
      version: 18,
      own: `${user}, seccompProfile: { type: Unconfined }`,
      ...untouched,
    },
    'the annotation of v1.18 instead': {
      version: 18,
      own: user,
      annotations: 'container.seccomp.security.alpha.kubernetes.io/web: unconfined',
      want: ['annotations["container.seccomp.security.alpha.kubernetes.io/web"] = nothing'],
      was: ['web annotations["container.seccomp.security.alpha.kubernetes.io/web"] was "unconfined"'],
    },
    'the annotation of v1.18 for the whole pod': {
      version: 18,
      own: user,
      annotations: 'seccomp.security.alpha.kubernetes.io/pod: unconfined',
      want: ['annotations["seccomp.security.alpha.kubernetes.io/pod"] = nothing'],
      was: ['pod annotations["seccomp.security.alpha.kubernetes.io/pod"] was "unconfined"'],
    },
    'but not that annotation since v1.19, when it means nothing': {
      own: user,
      annotations: 'seccomp.security.alpha.kubernetes.io/pod: unconfined',
      ...untouched,
    },
    'but not seccomp of a pod with an image that needs it off': {
      web: 'image: moby/buildkit',
      own: user,
      context: 'seccompProfile: { type: Unconfined }',
      left: ['web seccompProfile.type: it mounts file systems'],
      ...untouched,
    },
    'AppArmor that is off, in its field and in its annotation': {
      ...baseline,
      own: `${user}, appArmorProfile: { type: Unconfined }`,
      annotations: 'container.apparmor.security.beta.kubernetes.io/web: unconfined',
      want: [
        'web.appArmorProfile.type = "RuntimeDefault"',
        'annotations["container.apparmor.security.beta.kubernetes.io/web"] = nothing',
      ],
      was: [
        'web containers[0].securityContext.appArmorProfile.type was "Unconfined"',
        'web annotations["container.apparmor.security.beta.kubernetes.io/web"] was "unconfined"',
      ],
    },
    'SELinux options, but never the level that volumes are labelled with': {
      ...baseline,
      own: `${user}, seLinuxOptions: { type: spc_t, user: other, level: s0 }`,
      want: ['web.seLinuxOptions.type = nothing', 'web.seLinuxOptions.user = nothing'],
      was: [
        'web containers[0].securityContext.seLinuxOptions.type was "spc_t"',
        'web containers[0].securityContext.seLinuxOptions.user was "other"',
      ],
    },
    'the sysctls that are not safe': {
      ...baseline,
      own: user,
      context: 'sysctls: [{ name: kernel.msgmax, value: "1" }, { name: net.ipv4.tcp_syncookies, value: "1" }]',
      want: ['sysctls = [{"name":"net.ipv4.tcp_syncookies","value":"1"}]'],
      was: [
        'pod securityContext.sysctls was [{"name":"kernel.msgmax","value":"1"},{"name":"net.ipv4.tcp_syncookies","value":"1"}]',
      ],
    },
    'a /proc without masks': {
      own: `${user}, procMount: Unmasked`,
      want: ['web.procMount = nothing'],
      was: ['web containers[0].securityContext.procMount was "Unmasked"'],
    },
    'but not a /proc without masks in a user namespace at baseline': {
      ...baseline,
      own: `${user}, procMount: Unmasked`,
      spec: 'hostUsers: false',
      ...untouched,
    },
  },
  proveRow,
)

/** What breaks a check that has a name of its own at each level. */
const broken = {
  seccompProfile: `${user}, seccompProfile: { type: Unconfined }`,
  capabilities: `${user}, capabilities: { drop: [ALL], add: [NET_ADMIN] }`,
  procMount: `${user}, procMount: Unmasked`,
}

table(
  '--enforce leaves what an exemption names as',
  {
    seccompProfile_baseline: { ...baseline, own: broken.seccompProfile },
    seccompProfile_restricted: { own: broken.seccompProfile },
    capabilities_baseline: { ...baseline, own: broken.capabilities },
    capabilities_restricted: { own: broken.capabilities },
    procMount: { ...baseline, own: broken.procMount },
    procMount_restricted: { own: broken.procMount },
  },
  (situation, check) => proveRow({ ...situation, exempt: [check], ...untouched }),
)

/** Sysctls that a version of baseline admits (Pod Security Standards, Sysctls). */
const safe = [
  'kernel.shm_rmid_forced',
  ...['ip_local_port_range', 'ip_local_reserved_ports', 'ip_unprivileged_port_start', 'ping_group_range'].map(inIpv4),
  ...['tcp_fin_timeout', 'tcp_keepalive_intvl', 'tcp_keepalive_probes', 'tcp_keepalive_time'].map(inIpv4),
  ...['tcp_notsent_lowat', 'tcp_rmem', 'tcp_slow_start_after_idle', 'tcp_syncookies', 'tcp_wmem'].map(inIpv4),
]

function inIpv4(name: string): string {
  return `net.ipv4.${name}`
}

table('--enforce leaves the sysctl', Object.fromEntries(safe.map(name => [name, name])), name =>
  proveRow({ ...baseline, own: user, context: `sysctls: [{ name: ${name}, value: "1" }]`, ...untouched }),
)

const seLinuxTypes = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t', '']
table('--enforce leaves the SELinux type', Object.fromEntries(seLinuxTypes.map(name => [name || 'none', name])), type =>
  proveRow({ ...baseline, own: `${user}, seLinuxOptions: { type: "${type}" }`, ...untouched }),
)

const addable = [
  ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
  ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
]
table('--enforce leaves the capability at baseline', Object.fromEntries(addable.map(name => [name, name])), name =>
  proveRow({ ...baseline, own: `${user}, capabilities: { add: [${name}] }`, ...untouched }),
)

const ports =
  'image: registry.example.com/app, ports: [{ containerPort: 80, hostPort: 80 }, { containerPort: 81, hostPort: 0 }]'
const elsewhere = '{ host: other, port: 1 }'
const probe = 'image: registry.example.com/app, livenessProbe: { httpGet: { host: localhost, port: 80 } }'

table<Row>(
  '--enforce replaces ways to the node',
  {
    'a port of the node': {
      ...baseline,
      web: ports,
      want: ['web.ports[0].hostPort = nothing'],
      was: ['web containers[0].ports[0].hostPort was 80'],
    },
    "but no port of a pod in the node's network": { ...baseline, web: ports, spec: 'hostNetwork: true', ...untouched },
    'the host of a probe': {
      ...baseline,
      web: probe,
      want: ['web.livenessProbe.httpGet.host = nothing'],
      was: ['web containers[0].livenessProbe.httpGet.host was "localhost"'],
    },
    'the host of the other probes and hooks': {
      ...baseline,
      web: `image: registry.example.com/app, readinessProbe: { tcpSocket: ${elsewhere} }, startupProbe: { httpGet: ${elsewhere} }, lifecycle: { postStart: { httpGet: ${elsewhere} } }`,
      want: [
        'web.readinessProbe.tcpSocket.host = nothing',
        'web.startupProbe.httpGet.host = nothing',
        'web.lifecycle.postStart.httpGet.host = nothing',
      ],
      was: [
        'web containers[0].readinessProbe.tcpSocket.host was "other"',
        'web containers[0].startupProbe.httpGet.host was "other"',
        'web containers[0].lifecycle.postStart.httpGet.host was "other"',
      ],
    },
    'the host of a hook': {
      ...baseline,
      web: 'image: registry.example.com/app, lifecycle: { preStop: { tcpSocket: { host: other, port: 1 } } }',
      want: ['web.lifecycle.preStop.tcpSocket.host = nothing'],
      was: ['web containers[0].lifecycle.preStop.tcpSocket.host was "other"'],
    },
    'but no host of a probe before v1.34': { ...baseline, web: probe, version: 33, ...untouched },
    'but no host of a probe, where the API server is older than v1.34': {
      ...baseline,
      web: probe,
      kubeMinor: 33,
      ...untouched,
    },
    "but no host of a probe in the node's network": {
      ...baseline,
      web: probe,
      spec: 'hostNetwork: true',
      ...untouched,
    },
    'but nothing that only its author can give up': {
      own: 'privileged: true, runAsUser: 1000',
      spec: 'hostPID: true, hostIPC: true, hostNetwork: true, volumes: [{ name: host, hostPath: { path: / } }]',
      ...untouched,
    },
    'and nothing at privileged': { level: 'privileged', own: 'allowPrivilegeEscalation: true', ...untouched },
    'and nothing of Linux on a Windows pod': {
      own: 'allowPrivilegeEscalation: true, capabilities: { add: [NET_ADMIN] }',
      spec: 'os: { name: windows }',
      ...untouched,
    },
  },
  proveRow,
)
