{{- /* Generated from src/render by scripts/agent-chart.ts: do not edit. */ -}}

{{- define "agent.fact.defaults" -}}
{"level":"restricted","identity":{"user":65532,"group":65532,"fsGroupChangePolicy":"OnRootMismatch"},"managedBy":"seaworthy","imagePullSecrets":[],"volumes":[],"tasks":[],"agent":{"image":{"pullPolicy":"IfNotPresent"},"replicas":1,"initContainers":[],"extraContainers":[],"chownInit":{"name":"chown-volumes","policy":"Always"},"configMaps":[],"secrets":[],"service":{"enabled":true,"type":"ClusterIP"},"serviceAccount":{"create":true},"rbac":{"create":true,"allow":["jobs","pods","logs","events"]},"networkPolicy":{"enabled":false,"ingress":[]},"podDisruptionBudget":{"enabled":false},"podMonitor":{"enabled":false,"port":"metrics","path":"/metrics","interval":"30s","scrapeTimeout":"10s"},"allowInlineSecrets":false,"reserved":{"prefixes":[],"env":[]}}}
{{- end -}}

{{- define "agent.fact.claimDefaults" -}}
{"create":true,"size":"1Gi","accessModes":["ReadWriteOnce"],"permissions":"auto"}
{{- end -}}

{{- define "agent.fact.configMapDefaults" -}}
{"checksum":true}
{{- end -}}

{{- define "agent.fact.secretDefaults" -}}
{"type":"Opaque","checksum":true}
{{- end -}}

{{- define "agent.fact.attachableDefaults" -}}
{"enabled":false,"source":"/usr/local/bin/supervisor","binary":"/.seaworthy/bin/supervisor","ttyDirectory":"/run/seaworthy/tty","metadata":"/.seaworthy/supervisor/metadata.json"}
{{- end -}}

{{- define "agent.fact.attachableSetup" -}}
{"script":"mkdir -p /attachable/bin /attachable/tty\ncp -f \"$1\" /attachable/bin/supervisor\nchmod 0555 /attachable/bin/supervisor\nchmod 2750 /attachable/tty\n"}
{{- end -}}

{{- define "agent.fact.longestSocketPath" -}}
107
{{- end -}}

{{- define "agent.fact.containerFields" -}}
["command","args","workingDir","ports","envFrom","env","resources","startupProbe","livenessProbe","readinessProbe","lifecycle","securityContext","volumeMounts"]
{{- end -}}

{{- define "agent.fact.unsafeToWalk" -}}
["/var","/var/run","/run","/var/run/secrets","/run/secrets","/var/run/secrets/kubernetes.io","/etc","/dev","/var/lock","/var/mail","/bin","/sbin","/lib","/lib64"]
{{- end -}}

{{- define "agent.fact.printedContainerFields" -}}
["name","image","imagePullPolicy","restartPolicy","command","args","workingDir","ports","envFrom","env","resources","startupProbe","livenessProbe","readinessProbe","lifecycle","securityContext","volumeMounts"]
{{- end -}}

{{- define "agent.fact.printedPodFields" -}}
["restartPolicy","serviceAccountName","automountServiceAccountToken","imagePullSecrets","terminationGracePeriodSeconds","securityContext","volumes"]
{{- end -}}

{{- define "agent.fact.secretName" -}}
([Tt][Oo][Kk][Ee][Nn]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd]|[Pp][Aa][Ss][Ss][Ww][Dd]|[Aa][Pp][Ii]_?[Kk][Ee][Yy]|[Pp][Rr][Ii][Vv][Aa][Tt][Ee]_?[Kk][Ee][Yy]|[Aa][Cc][Cc][Ee][Ss][Ss]_?[Kk][Ee][Yy]|[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll][Ss]?)$
{{- end -}}

{{- define "agent.fact.insteadOfLiteral" -}}
valueFrom.secretKeyRef, with agent.secrets for the Secret (or agent.allowInlineSecrets)
{{- end -}}

{{- define "agent.fact.podFields" -}}
["terminationGracePeriodSeconds","priorityClassName","runtimeClassName","schedulerName","enableServiceLinks","hostAliases","dnsPolicy","dnsConfig","nodeSelector","affinity","tolerations","topologySpreadConstraints"]
{{- end -}}

{{- define "agent.fact.noRepository" -}}
agent.image.repository: found nothing, expected text
{{- end -}}

{{- define "agent.fact.noTag" -}}
agent.image: found a map, expected a tag or a digest
{{- end -}}

{{- define "agent.fact.grants" -}}
{
"0 jobs": {"apiGroups":["batch"],"resources":["jobs"],"verbs":["create","get","list","watch","delete"]},
"1 pods": {"apiGroups":[""],"resources":["pods"],"verbs":["get","list","watch"]},
"2 logs": {"apiGroups":[""],"resources":["pods/log"],"verbs":["get"]},
"3 events": {"apiGroups":[""],"resources":["events"],"verbs":["list"]},
"4 secrets": {"apiGroups":[""],"resources":["secrets"],"verbs":["create","delete"]},
"5 configmaps": {"apiGroups":[""],"resources":["configmaps"],"verbs":["create","delete"]}
}
{{- end -}}

{{- define "agent.fact.storage" -}}
{
"rancher-local-path": {"once":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"both":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"many":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}}},
"k3s-local-path": {"once":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"both":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"many":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0777"}}},
"k3s-local-path-legacy": {"once":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"both":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"many":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}}},
"kind": {"once":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"both":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"many":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}}},
"minikube": {"once":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"both":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"many":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}}},
"microk8s": {"once":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"both":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"many":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}}},
"openebs-hostpath": {"once":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"both":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"many":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0777"}}},
"aws-ebs": {"once":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}},"both":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}},"many":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}}},
"aws-efs": {"once":{"fsGroup":"never","chownable":false,"squashed":true},"both":{"fsGroup":"never","chownable":false,"squashed":true},"many":{"fsGroup":"never","chownable":false,"squashed":true}},
"gce-pd": {"once":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}},"both":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}},"many":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0755"}}},
"azure-disk": {"once":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}},"both":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}},"many":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}}},
"azure-file": {"once":{"fsGroup":"delegated","chownable":false,"root":{"owner":"0:0","mode":"0777"}},"both":{"fsGroup":"delegated","chownable":false,"root":{"owner":"0:0","mode":"0777"}},"many":{"fsGroup":"delegated","chownable":false,"root":{"owner":"0:0","mode":"0777"}}},
"longhorn": {"once":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}},"both":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0777"}},"many":{"fsGroup":"never","chownable":true,"root":{"owner":"0:0","mode":"0777"}}},
"ceph-rbd": {"once":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}},"both":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}},"many":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}}},
"cephfs": {"once":{"fsGroup":"honoured"},"both":{"fsGroup":"honoured"},"many":{"fsGroup":"honoured"}},
"csi-nfs": {"once":{"fsGroup":"unknown","root":{"owner":"0:0","mode":"0755"}},"both":{"fsGroup":"unknown","root":{"owner":"0:0","mode":"0755"}},"many":{"fsGroup":"unknown","root":{"owner":"0:0","mode":"0755"}}},
"nfs-subdir": {"once":{"fsGroup":"never","root":{"owner":"0:0","mode":"0777"}},"both":{"fsGroup":"never","root":{"owner":"0:0","mode":"0777"}},"many":{"fsGroup":"never","root":{"owner":"0:0","mode":"0777"}}},
"csi-smb": {"once":{"fsGroup":"delegated","chownable":false,"root":{"owner":"0:0","mode":"0755"}},"both":{"fsGroup":"delegated","chownable":false,"root":{"owner":"0:0","mode":"0755"}},"many":{"fsGroup":"delegated","chownable":false,"root":{"owner":"0:0","mode":"0755"}}},
"csi-hostpath": {"once":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}},"both":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}},"many":{"fsGroup":"honoured","chownable":true,"root":{"owner":"0:0","mode":"0755"}}}
}
{{- end -}}

{{- define "agent.fact.mechanisms" -}}
{
"never writable privileged chownable unknown": "none",
"never writable privileged chownable root": "none",
"never writable privileged chownable other": "none",
"never writable privileged fixed unknown": "none",
"never writable privileged fixed root": "none",
"never writable privileged fixed other": "none",
"never writable baseline chownable unknown": "none",
"never writable baseline chownable root": "none",
"never writable baseline chownable other": "none",
"never writable baseline fixed unknown": "none",
"never writable baseline fixed root": "none",
"never writable baseline fixed other": "none",
"never writable restricted chownable unknown": "none",
"never writable restricted chownable root": "none",
"never writable restricted chownable other": "none",
"never writable restricted fixed unknown": "none",
"never writable restricted fixed root": "none",
"never writable restricted fixed other": "none",
"never closed privileged chownable unknown": "chownInit",
"never closed privileged chownable root": "chownInit",
"never closed privileged chownable other": "chownInit",
"never closed privileged fixed unknown": "",
"never closed privileged fixed root": "",
"never closed privileged fixed other": "ownerAlignedInit",
"never closed baseline chownable unknown": "chownInit",
"never closed baseline chownable root": "chownInit",
"never closed baseline chownable other": "chownInit",
"never closed baseline fixed unknown": "",
"never closed baseline fixed root": "",
"never closed baseline fixed other": "ownerAlignedInit",
"never closed restricted chownable unknown": "",
"never closed restricted chownable root": "",
"never closed restricted chownable other": "ownerAlignedInit",
"never closed restricted fixed unknown": "",
"never closed restricted fixed root": "",
"never closed restricted fixed other": "ownerAlignedInit"
}
{{- end -}}
