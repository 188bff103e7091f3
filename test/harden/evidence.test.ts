import * as assert from 'uvu/assert'
import { table } from '../table.ts'
import { after, changeLines, doubtLines, harden, leftOutLines, podOf, type Situation } from './hardened.ts'

interface Row extends Situation {
  readonly want: readonly string[]
  /** How the reports of what was left out begin, and of what was set in doubt. */
  readonly left?: readonly string[]
  readonly doubt?: readonly string[]
}

const unknownImage = 'image: registry.example.com/app'
const user = 'runAsUser: 1000'
const nonRoot = 'runAsNonRoot = true'
const seccomp = 'seccompProfile = {"type":"RuntimeDefault"}'
const escalation = 'web.allowPrivilegeEscalation = false'
const drop = 'web.capabilities.drop = ["ALL"]'
const keepsPort = 'web.capabilities = {"drop":["ALL"],"add":["NET_BIND_SERVICE"]}'
const all = 'seccompProfile, allowPrivilegeEscalation and capabilities'
const nothingKnown = 'nothing is known about the image registry.example.com/app'
const baseline = { own: user, level: 'baseline' } as const
const onFree = 'sysctls: [{ name: net.ipv4.ip_unprivileged_port_start, value: "0" }]'

function known(facts: NonNullable<Situation['images']>[string]): Pick<Situation, 'images'> {
  return { images: { 'registry.example.com/app': facts } }
}

function prove({ want, left = [], doubt = [], ...situation }: Row): void {
  const pod = podOf(situation)
  const hardening = harden(pod, situation)
  assert.equal(changeLines(hardening), want)
  assert.equal(beginnings(leftOutLines(hardening), left), left)
  assert.equal(beginnings(doubtLines(hardening), doubt), doubt)
  assert.equal(changeLines(harden(after(pod, hardening), situation)), [])
}

function beginnings(lines: readonly string[], want: readonly string[]): readonly string[] {
  return lines.map((line, index) => line.slice(0, want[index]?.length))
}

table<Row>(
  'an image that nobody knows, whoever runs it',
  {
    'gets no field that can break it at baseline': {
      ...baseline,
      want: [nonRoot],
      left: [`web ${all}: ${nothingKnown}`],
    },
    'gets none at privileged, where the policy asks for the fields': {
      own: user,
      level: 'privileged',
      harden: { fields: true },
      want: [nonRoot],
      left: [`web ${all}: ${nothingKnown}`],
    },
    'gets those that restricted demands, with the doubt': {
      own: user,
      want: [nonRoot, seccomp, escalation, drop],
      doubt: [`web ${all}: ${nothingKnown}`],
    },
    'gets only those that an older restricted demands': {
      own: user,
      version: 20,
      want: [nonRoot, seccomp, escalation],
      left: ['web capabilities: nothing is known'],
      doubt: ['web seccompProfile and allowPrivilegeEscalation: nothing is known'],
    },
    'gets none at baseline where it may be anybody': {
      level: 'baseline',
      want: [],
      left: [
        'web runAsNonRoot: the user of the image is unknown',
        `web seccompProfile and allowPrivilegeEscalation: ${nothingKnown}`,
        'web capabilities: the user of the image is unknown',
      ],
    },
    'gets none at baseline where it is root, which may become somebody': {
      level: 'baseline',
      own: 'runAsUser: 0',
      want: [],
      left: ['web runAsNonRoot', 'web seccompProfile and allowPrivilegeEscalation: nothing', 'web capabilities'],
    },
    'gets none at baseline by a decree, which only says who runs': {
      level: 'baseline',
      harden: { runAs: { user: 65532, group: 65532 } },
      want: ['web.runAsUser = 65532', 'web.runAsGroup = 65532', nonRoot],
      left: [`web ${all}: ${nothingKnown}`],
    },
    'is known by a row of the policy': {
      ...baseline,
      ...known({ setuid: false, fileCapabilities: [] }),
      want: [nonRoot, seccomp, escalation, drop],
    },
    'gets its fields where its script says all that it does': {
      level: 'baseline',
      web: `${unknownImage}, command: [sh, -c, "chown -R 1000 /data && chmod 755 /data"]`,
      own: user,
      want: [nonRoot, seccomp, escalation, drop],
    },
    'gets none beside a known one, which has them alone': {
      ...baseline,
      beside: 'name: beside, image: grafana/grafana',
      want: [
        nonRoot,
        'beside.seccompProfile = {"type":"RuntimeDefault"}',
        'beside.allowPrivilegeEscalation = false',
        'beside.capabilities.drop = ["ALL"]',
      ],
      left: [`web ${all}: ${nothingKnown}`],
    },
    'has no name': {
      ...baseline,
      web: 'command: [run]',
      want: [nonRoot],
      left: [`web ${all}: nothing is known about the image (none)`],
    },
  },
  prove,
)

function runs(fields: string): Row {
  return { own: user, web: `${unknownImage}, ${fields}`, want: [nonRoot, seccomp], left: [], doubt: [] }
}

function leaves(field: string, program: string): Pick<Row, 'left' | 'doubt'> {
  const because = `its ${field} ${field === 'args' ? 'run' : 'runs'} ${program}, which needs privileges`
  return {
    left: [`web allowPrivilegeEscalation: ${because}`, `web capabilities: ${because}`],
    doubt: ['web seccompProfile: nothing is known'],
  }
}

table<Row>(
  'a container that is seen to run a setuid program',
  {
    'as its command': { ...runs('command: [sudo, -E, /entry.sh]'), ...leaves('command', 'sudo') },
    'behind its entrypoint': { ...runs('args: [sudo, /entry.sh]'), ...leaves('args', 'sudo') },
    'in what its shell is given': { ...runs('args: [-c, "exec su-exec app /x"]'), ...leaves('args', 'su-exec') },
    'in the arguments of its shell': {
      ...runs('command: [/bin/sh, -ec], args: ["setup && exec gosu app /x"]'),
      ...leaves('command', 'gosu'),
    },
    'in its liveness probe': {
      ...runs('livenessProbe: { exec: { command: [ping, -c1, db] } }'),
      ...leaves('livenessProbe', 'ping'),
    },
    'in its readiness probe': {
      ...runs('readinessProbe: { exec: { command: [sh, -c, "doas id"] } }'),
      ...leaves('readinessProbe', 'doas'),
    },
    'in its startup probe': {
      ...runs('startupProbe: { exec: { command: [su, app, -c, id] } }'),
      ...leaves('startupProbe', 'su'),
    },
    'when it starts': {
      ...runs('lifecycle: { postStart: { exec: { command: [env, A=1, setpriv, id] } } }'),
      ...leaves('postStart', 'setpriv'),
    },
    'when it stops': {
      ...runs('lifecycle: { preStop: { exec: { command: [/usr/bin/pkexec, id] } } }'),
      ...leaves('preStop', 'pkexec'),
    },
    'at baseline too': {
      ...runs('command: [newuidmap, "1"]'),
      level: 'baseline',
      want: [nonRoot],
      left: [
        'web seccompProfile: nothing is known',
        'web allowPrivilegeEscalation: its command runs newuidmap',
        'web capabilities: its command runs newuidmap',
      ],
    },
    'though the image is known': {
      web: 'image: grafana/grafana, command: [sudo, grafana]',
      want: [nonRoot, seccomp],
      left: ['web allowPrivilegeEscalation: its command runs sudo', 'web capabilities: its command runs sudo'],
    },
    'as an init container': {
      ...known({ setuid: false }),
      own: user,
      spec: `initContainers: [{ name: first, ${unknownImage}, command: [sudo, id], securityContext: { runAsUser: 1 } }]`,
      want: [nonRoot, seccomp, escalation, drop],
      left: ['first allowPrivilegeEscalation: its command', 'first capabilities: its command'],
    },
    'as root, which needs no setuid program for it': {
      ...known({ setuid: false }),
      level: 'baseline',
      web: `${unknownImage}, command: [sudo, -u, app, /x]`,
      own: 'runAsUser: 0',
      want: [seccomp, escalation],
      left: ['web runAsNonRoot', 'web capabilities: runAsUser is 0'],
    },
    'by the word of the policy': {
      ...known({ setuid: true }),
      own: user,
      want: [nonRoot, seccomp],
      left: ['web allowPrivilegeEscalation: it runs setuid programs', 'web capabilities: it runs setuid programs'],
    },
    'only by the name of an argument': {
      ...runs('command: [redis-cli, ping]'),
      want: [nonRoot, seccomp, escalation, drop],
      doubt: [`web ${all}: nothing is known`],
    },
  },
  prove,
)

/** Installed setuid or with file capabilities by Debian or Alpine, or made to change the user. */
const privileged = [
  ...['sudo', 'sudoedit', 'su', 'doas', 'pkexec', 'newgrp', 'passwd', 'chsh', 'chfn', 'gpasswd', 'newuidmap'],
  ...['newgidmap', 'bwrap', 'fusermount', 'fusermount3', 'gosu', 'su-exec', 'setpriv', 'runuser', 'chpst', 'setuidgid'],
  ...['s6-setuidgid', 'capsh', 'chroot', 'ping', 'ping4', 'ping6', 'arping', 'clockdiff', 'traceroute6', 'fping'],
  ...['fping6', 'mtr', 'mtr-packet', 'dumpcap', 'tshark', 'tcpdump', 'hping3', 'arp-scan', 'sudo-rs', 'ksu', 'sg'],
  ...['chage', 'expiry', 'crontab', 'firejail', 'rootlesskit', 'podman', 'buildah', 's6-applyuidgid'],
  ...['buildctl-daemonless.sh', 'dockerd-rootless.sh', 'containerd-rootless.sh'],
]

table('a program that needs privileges', Object.fromEntries(privileged.map(name => [name, name])), name => {
  const situation: Situation = { own: user, web: `${unknownImage}, command: [/usr/bin/${name}, x]` }
  const lines = leftOutLines(harden(podOf(situation), situation))
  assert.equal(beginnings(lines, leaves('command', name).left ?? []), leaves('command', name).left)
})

const disabled = 'web allowPrivilegeEscalation: its program carries the file capability NET_BIND_SERVICE'

table<Row>(
  'a program with file capabilities',
  {
    'keeps what the level lets it add': {
      web: 'image: registry.k8s.io/coredns/coredns',
      own: user,
      want: [nonRoot, seccomp, keepsPort],
      left: [disabled],
    },
    'needs none of it where the pod opens low ports': {
      web: 'image: registry.k8s.io/coredns/coredns',
      own: user,
      context: onFree,
      want: [nonRoot, seccomp, escalation, keepsPort],
    },
    'needs it where the pod opens other ports than its own': {
      web: 'image: registry.k8s.io/coredns/coredns, ports: [{ containerPort: 53 }]',
      own: user,
      context: 'sysctls: [{ name: net.ipv4.ip_unprivileged_port_start, value: "80" }]',
      want: [nonRoot, seccomp, keepsPort],
      left: [disabled],
    },
    "needs it in the node's network, whose settings no pod changes": {
      web: 'image: registry.k8s.io/coredns/coredns',
      own: user,
      context: onFree,
      spec: 'hostNetwork: true',
      want: [nonRoot, seccomp, keepsPort],
      left: [disabled],
    },
    'that the level does not let it add': {
      ...known({ fileCapabilities: ['IPC_LOCK'] }),
      own: user,
      want: [nonRoot, seccomp],
      left: [
        'web allowPrivilegeEscalation: its program carries the file capability IPC_LOCK',
        'web capabilities: its program carries the file capability IPC_LOCK and does not start without it, and restricted does not admit it',
      ],
    },
    "that the author's list does not keep": {
      ...known({ fileCapabilities: ['NET_BIND_SERVICE'] }),
      level: 'baseline',
      own: `${user}, capabilities: { add: [CHOWN] }`,
      want: [nonRoot, seccomp],
      left: [
        'web allowPrivilegeEscalation: it adds CHOWN',
        'web capabilities: its program carries the file capability NET_BIND_SERVICE and does not start without it, and `add` does not keep it',
      ],
    },
    "that the author's list keeps": {
      ...known({ fileCapabilities: ['NET_BIND_SERVICE'] }),
      own: `${user}, capabilities: { add: [NET_BIND_SERVICE] }`,
      want: [nonRoot, seccomp, drop],
      left: [disabled],
    },
    'is nothing that root has not': {
      ...known({ fileCapabilities: ['IPC_LOCK'] }),
      level: 'baseline',
      own: 'runAsUser: 0',
      want: [seccomp, escalation],
      left: ['web runAsNonRoot', 'web capabilities: runAsUser is 0'],
    },
  },
  prove,
)

const lowDoubt =
  'nothing is known about the image registry.example.com/app, which may need setuid programs or file capabilities; port 53 needs a file capability'

table<Row>(
  'a port below 1024 of a container without root',
  {
    'keeps the capability that it takes': {
      web: `${unknownImage}, ports: [{ containerPort: 8080 }, { containerPort: 53, protocol: UDP }]`,
      own: user,
      want: [nonRoot, seccomp, escalation, keepsPort],
      doubt: [`web ${all}: ${lowDoubt}`],
    },
    'keeps it for an image that is known': {
      web: 'image: grafana/grafana, ports: [{ containerPort: 80 }]',
      want: [nonRoot, seccomp, escalation, keepsPort],
    },
    'keeps none where the image is known to carry none': {
      ...known({ fileCapabilities: [] }),
      web: `${unknownImage}, ports: [{ containerPort: 80 }]`,
      own: user,
      want: [nonRoot, seccomp, escalation, drop],
    },
    'keeps it for one that only a probe shows': {
      web: `${unknownImage}, readinessProbe: { httpGet: { port: 443 } }`,
      own: user,
      want: [nonRoot, seccomp, escalation, keepsPort],
      doubt: [`web ${all}: nothing is known`],
    },
    'keeps none for a probe of somebody else': {
      web: `${unknownImage}, readinessProbe: { tcpSocket: { port: 443, host: db } }`,
      own: user,
      want: [nonRoot, seccomp, escalation, drop],
      doubt: [`web ${all}: nothing is known`],
    },
    'is 1023, not 1024': {
      web: `${unknownImage}, ports: [{ containerPort: 1023 }]`,
      own: user,
      want: [nonRoot, seccomp, escalation, keepsPort],
      doubt: [`web ${all}: nothing is known`],
    },
    'is not 1024': {
      web: `${unknownImage}, ports: [{ containerPort: 1024 }]`,
      own: user,
      want: [nonRoot, seccomp, escalation, drop],
      doubt: [`web ${all}: nothing is known`],
    },
    "is one of the node's in its network, which only a file capability opens": {
      web: `${unknownImage}, ports: [{ containerPort: 80 }]`,
      own: user,
      spec: 'hostNetwork: true',
      want: [nonRoot, seccomp, keepsPort],
      left: ['web allowPrivilegeEscalation: it listens on port 80 of the node'],
      doubt: ['web seccompProfile and capabilities: nothing is known'],
    },
    'is left alone at baseline, with all of an unknown image': {
      ...baseline,
      web: `${unknownImage}, ports: [{ containerPort: 53 }]`,
      want: [nonRoot],
      left: [`web ${all}: ${lowDoubt}`],
    },
  },
  prove,
)

const adds = 'web allowPrivilegeEscalation: it adds NET_BIND_SERVICE'
const addsPort = `${user}, capabilities: { add: [NET_BIND_SERVICE] }`

/** Restricted admits it, and demands the field beside it; that the author added it proves no file capability. */
table<Row>(
  'a NET_BIND_SERVICE that the author added',
  {
    'is a doubt where restricted demands the field': {
      web: 'image: grafana/grafana',
      own: addsPort,
      want: [nonRoot, seccomp, escalation, drop],
      doubt: [adds],
    },
    'is one more about an image that nobody knows': {
      own: addsPort,
      want: [nonRoot, seccomp, escalation, drop],
      doubt: ['web seccompProfile and capabilities: nothing is known', adds],
    },
    'keeps the field away at baseline': {
      web: 'image: grafana/grafana',
      level: 'baseline',
      own: addsPort,
      want: [nonRoot, seccomp, drop],
      left: [adds],
    },
    'is none where the pod opens its port': {
      web: 'image: grafana/grafana, ports: [{ containerPort: 80 }]',
      own: addsPort,
      context: onFree,
      want: [nonRoot, seccomp, escalation, drop],
    },
    'is none where the image is known to carry no file capability': {
      ...known({ setuid: false, fileCapabilities: [] }),
      own: addsPort,
      want: [nonRoot, seccomp, escalation, drop],
    },
    'is none of root': {
      web: 'image: grafana/grafana',
      level: 'baseline',
      own: 'runAsUser: 0, capabilities: { add: [NET_BIND_SERVICE] }',
      want: [seccomp, escalation],
      left: ['web runAsNonRoot', 'web capabilities'],
    },
    'is no excuse for another one': {
      web: 'image: grafana/grafana',
      own: `${user}, capabilities: { add: [NET_BIND_SERVICE, CHOWN] }`,
      want: [nonRoot, seccomp, drop],
      left: ['web allowPrivilegeEscalation: it adds CHOWN;'],
    },
  },
  prove,
)

function grafana(fields: string): Row {
  return { web: `image: grafana/grafana, ${fields}`, want: [nonRoot, seccomp, escalation, drop] }
}

function told(fields: string): Row {
  return { ...grafana(fields), want: [nonRoot, seccomp, escalation, keepsPort] }
}

table<Row>(
  'a low port that a program is told keeps the capability that it takes:',
  {
    'in an option': told('args: [--port=80]'),
    'in an option with one dash': told('args: [-listen=:443]'),
    'in the word behind an option': told('args: [--port, "80"]'),
    'in an option of a protocol': told('args: [--http-port=80]'),
    'in an option of a protocol, with a dot': told('args: [--web.listen-address=0.0.0.0:80]'),
    'in an address': told('args: ["--bind=[::]:80"]'),
    'in an address of HTTP': told('args: ["--addr=http://localhost:80/"]'),
    'in a list': told('args: ["--listen=:8080,:443"]'),
    'in a script': told('command: [sh, -c, "exec app --port 80"]'),
    'in a variable': told('env: [{ name: PORT, value: "80" }]'),
    'in a variable of a server': told('env: [{ name: SERVER_PORT, value: "80" }]'),
    'in a variable with an address': told('env: [{ name: APP_LISTEN_ADDR, value: ":443" }]'),
    'in the variable of .NET': told('env: [{ name: ASPNETCORE_URLS, value: "http://+:80;https://*:443" }]'),
    'in the newer variable of .NET': told('env: [{ name: ASPNETCORE_HTTP_PORTS, value: "80" }]'),
    'in a variable that an argument names': told('env: [{ name: P, value: "80" }], args: [--port=$(P)]'),
  },
  prove,
)

table<Row>(
  'a number that is no low port of the container keeps nothing:',
  {
    'a higher port': grafana('args: [--port=8080]'),
    'a port of somebody else': grafana('args: [--smtp-port=25]'),
    'a port of somebody else, in a variable': grafana('env: [{ name: SMTP_PORT, value: "25" }]'),
    'an address of somebody else': grafana('args: ["--addr=proxy:80"]'),
    'a number of something else': grafana('args: [--workers=80]'),
    'a port of the node': grafana('ports: [{ containerPort: 8080, hostPort: 80 }]'),
    'port 0, which is any': grafana('args: [--port=0]'),
  },
  prove,
)

function mentions(field: string): Pick<Row, 'doubt'> {
  return {
    doubt: [
      `web allowPrivilegeEscalation and capabilities: its ${field} ${field === 'args' ? 'mention' : 'mentions'} sudo, which needs privileges`,
    ],
  }
}

/** It may run there or not. Restricted demands the fields, and elsewhere nothing is guessed. */
table<Row>(
  'a privileged program that is named where it is not seen to run',
  {
    'is a doubt about an image that is known': { ...grafana('args: [--become, sudo]'), ...mentions('args') },
    'is one at baseline, which demands nothing': {
      ...grafana('args: [--become, sudo]'),
      level: 'baseline',
      want: [nonRoot, seccomp],
      left: mentions('args').doubt,
    },
    'in a variable': { ...grafana('env: [{ name: START, value: "sudo id" }]'), ...mentions('variable START') },
    'in a probe': {
      ...grafana('livenessProbe: { exec: { command: [check, --with, sudo] } }'),
      ...mentions('livenessProbe'),
    },
    'where the policy says that it runs none': {
      ...grafana('args: [--become, sudo]'),
      images: { 'docker.io/grafana/grafana': { user: { uid: 472 }, setuid: false } },
    },
    'as root': {
      web: 'image: grafana/grafana, args: [--become, sudo]',
      level: 'baseline',
      own: 'runAsUser: 0',
      want: [seccomp, escalation],
      left: ['web runAsNonRoot', 'web capabilities'],
    },
    'as a part of another name': grafana('args: [pseudo-sudo, sudoku, /opt/sudo/app, /etc/sudo.conf]'),
    'by a name that others have': grafana('args: [client, ping, su, chroot, passwd]'),
  },
  prove,
)

const telling = [
  ...['sudo', 'sudoedit', 'doas', 'pkexec', 'gosu', 'su-exec', 'setpriv', 'runuser', 'setuidgid', 's6-setuidgid'],
  ...['newuidmap', 'newgidmap', 'bwrap'],
]

table('a name that hardly anything else has', Object.fromEntries(telling.map(name => [name, name])), name => {
  const situation: Situation = { web: `image: grafana/grafana, args: [--with, ${name}]` }
  const [line = ''] = doubtLines(harden(podOf(situation), situation))
  assert.match(line, `its args mention ${name},`)
})

function configMap(key: string, text: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: scripts }\ndata:\n  ${key}: ${JSON.stringify(text)}\n`
}

const volume = 'volumes: [{ name: s, configMap: { name: scripts } }]'
const mount = 'volumeMounts: [{ name: s, mountPath: /s }]'

function script(key: string, text: string, fields = mount, spec = volume): Row {
  return { ...grafana(fields), spec, stream: configMap(key, text) }
}

function runsScript(row: Row, key: string): Row {
  const because = `its script ${key} of the ConfigMap scripts runs sudo`
  const left = [`web allowPrivilegeEscalation: ${because}`, `web capabilities: ${because}`]
  return { ...row, want: [nonRoot, seccomp], left }
}

table<Row>(
  'a script of a ConfigMap that the container mounts',
  {
    'by its name': runsScript(script('run.sh', 'set -e\nsudo id\n'), 'run.sh'),
    'by its first line': runsScript(script('run', '#!/bin/bash\nsudo id\n'), 'run'),
    'by the command that names it': runsScript(script('run', 'sudo id\n', `command: [sh, /s/run], ${mount}`), 'run'),
    'in a projected volume': runsScript(
      script(
        'run.sh',
        'sudo id',
        mount,
        'volumes: [{ name: s, projected: { sources: [{ configMap: { name: scripts } }] } }]',
      ),
      'run.sh',
    ),
    'with a variable of the container': runsScript(
      script('run.sh', 'exec $RUN id', `env: [{ name: RUN, value: sudo }], ${mount}`),
      'run.sh',
    ),
    'is none where nobody mounts it': script('run.sh', 'sudo id', 'args: [x]'),
    'is none where it is another one': script(
      'run.sh',
      'sudo id',
      mount,
      'volumes: [{ name: s, configMap: { name: x } }]',
    ),
    'by a script that reads it': runsScript(
      script('lib', 'go() { sudo id; }', `command: [sh, -c, ". /s/lib; go"], ${mount}`),
      'lib',
    ),
    'by its first line, whatever its name': runsScript(
      script('run.txt', '#!/usr/bin/env python3\nos.system("sudo id")'),
      'run.txt',
    ),
    'is none where it is no script': script('notes.md', 'sudo id'),
    'is none where a command names it that does not run it': script(
      'app.yaml',
      'sudo: true\nsudo id',
      `args: [--config, /s/app.yaml], ${mount}`,
    ),
    'is none where a command names another one': script('run', 'sudo id', `command: [sh, /s/runner], ${mount}`),
    'is harmless where another language only says the word': script('run.py', '# os.system("su - x")\nping = "su"\n'),
    'is harmless where it only says the word': script('run.sh', '# sudo is not needed\nid\n'),
  },
  row => prove(row),
)

const extensions = [
  'py',
  'pl',
  'rb',
  'js',
  'mjs',
  'cjs',
  'php',
  'lua',
  'awk',
  'exp',
  'tcl',
  'sh',
  'bash',
  'ash',
  'dash',
  'ksh',
  'zsh',
]

table(
  'a file of a ConfigMap that its extension says to be a program:',
  Object.fromEntries(extensions.map(name => [name, name])),
  name => {
    const situation = runsScript(script(`run.${name}`, 'system("sudo id")'), `run.${name}`)
    prove(situation)
  },
)

/** Pod Security asks for each field since a version of its own; before, nothing is set in doubt. */
table(
  'what admission asks for is set in doubt since the version that asks for it:',
  {
    allowPrivilegeEscalation: { since: 8, line: 'web.allowPrivilegeEscalation = false' },
    seccompProfile: { since: 19, line: seccomp },
    capabilities: { since: 22, line: 'web.capabilities.drop = ["ALL"]' },
  },
  ({ since, line }) => {
    const isSet = (version: number) => {
      const situation: Situation = { own: 'runAsUser: 1000', version }
      return changeLines(harden(podOf(situation), situation)).includes(line)
    }
    assert.equal([isSet(since - 1), isSet(since)], [false, true])
  },
)

table(
  'the doubt about an image names the row of the policy that answers it',
  {
    'with a registry': {
      image: 'registry.example.com/app:1',
      want: '"registry.example.com/app": { setuid: false, fileCapabilities: [] }',
    },
    'without one': { image: 'me/app', want: '"docker.io/me/app": { setuid: false, fileCapabilities: [] }' },
  },
  ({ image, want }) => {
    const situation: Situation = { ...baseline, web: `image: "${image}"` }
    const [line = ''] = leftOutLines(harden(podOf(situation), situation))
    assert.is(line.slice(line.indexOf('in the policy: ') + 'in the policy: '.length), want)
  },
)

const measured = {
  measured: true,
  entrypoint: ['entry.sh'],
  cmd: ['serve'],
  setuid: false,
  fileCapabilities: [],
} as const
const locked = known(measured)
const systemCalls = 'web seccompProfile: the files of the image registry.example.com/app do not tell which system calls'
const notEnough = `web ${all}: not enough is known about the image registry.example.com/app`

table<Row>(
  'an image whose files were read',
  {
    'gets what its own program cannot miss, and no profile of system calls': {
      ...baseline,
      ...locked,
      want: [nonRoot, escalation, drop],
      left: [systemCalls],
    },
    'gets the profile where restricted demands it': {
      own: user,
      ...locked,
      want: [nonRoot, seccomp, escalation, drop],
      doubt: [systemCalls],
    },
    'with an option for its program': {
      ...baseline,
      ...locked,
      web: `${unknownImage}, args: [--verbose]`,
      want: [nonRoot, escalation, drop],
      left: [systemCalls],
    },
    'with its program spelled out': {
      ...baseline,
      ...locked,
      web: `${unknownImage}, command: [/usr/local/bin/entry.sh, serve]`,
      want: [nonRoot, escalation, drop],
      left: [systemCalls],
    },
    'with another program': {
      ...baseline,
      ...locked,
      web: `${unknownImage}, command: [other]`,
      want: [nonRoot],
      left: [notEnough],
    },
    'with another program for its script': {
      ...baseline,
      ...locked,
      web: `${unknownImage}, args: [other]`,
      want: [nonRoot],
      left: [notEnough],
    },
    'without an entrypoint, with another program in args': {
      ...baseline,
      ...known({ ...measured, entrypoint: [], cmd: ['/serve'] }),
      web: `${unknownImage}, args: [/other]`,
      want: [nonRoot],
      left: [notEnough],
    },
    'without an entrypoint, with an option in args': {
      ...baseline,
      ...known({ ...measured, entrypoint: [], cmd: ['/serve'] }),
      web: `${unknownImage}, args: [--verbose]`,
      want: [nonRoot],
      left: [notEnough],
    },
    'with another program, where none can gain anything': {
      ...baseline,
      ...known({ ...measured, gainsNothing: true }),
      web: `${unknownImage}, command: [other]`,
      want: [nonRoot, escalation, drop],
      left: [systemCalls],
    },
    'with another program, where somebody looked at it, too': {
      ...baseline,
      ...known({ ...measured, reviewed: true }),
      web: `${unknownImage}, command: [other]`,
      want: [nonRoot, seccomp, escalation, drop],
      left: [],
    },
    'with a program that gains something, where somebody looked at it, too': {
      ...baseline,
      ...known({ measured: true, reviewed: true, entrypoint: ['entry.sh'], cmd: ['serve'], fileCapabilities: [] }),
      want: [nonRoot, seccomp],
      left: [notEnough.replace(`${all}`, 'allowPrivilegeEscalation and capabilities')],
    },
    'with another program than the one that runs sudo': {
      ...baseline,
      ...known({ ...measured, setuid: true }),
      web: `${unknownImage}, command: [other]`,
      want: [nonRoot],
      left: [notEnough],
    },
    'without an entrypoint, with another program than the one that switches': {
      level: 'baseline',
      ...known({ ...measured, entrypoint: [], cmd: ['/serve'], user: { uid: 0 }, switchesTo: { uid: 7, gid: 8 } }),
      web: `${unknownImage}, args: [/other]`,
      want: [],
      left: [
        'web runAsNonRoot: the image starts as root, and `args` replace the program',
        'web seccompProfile and allowPrivilegeEscalation: not enough is known',
        'web capabilities: the image starts as root, and `args` replace the program that would switch to 7',
      ],
    },
  },
  prove,
)
