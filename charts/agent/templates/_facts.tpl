{{- /* Generated from src/render by scripts/agent-chart.ts: do not edit. */ -}}

{{- define "agent.fact.defaults" -}}
{"platform":"kubernetes","repair":{},"managedBy":"seaworthy","imagePullSecrets":[],"volumes":[],"tasks":[],"agent":{"image":{"pullPolicy":"IfNotPresent"},"replicas":1,"initContainers":[],"extraContainers":[],"configMaps":[],"secrets":[],"service":{"enabled":true,"type":"ClusterIP"},"serviceAccount":{"create":true},"rbac":{"create":true,"allow":["jobs","pods","logs","events"]},"networkPolicy":{"enabled":false,"ingress":[]},"podDisruptionBudget":{"enabled":false},"podMonitor":{"enabled":false,"port":"metrics","path":"/metrics","interval":"30s","scrapeTimeout":"10s"},"allowInlineSecrets":false,"reserved":{"prefixes":[],"env":[]}}}
{{- end -}}

{{- define "agent.fact.identityDefaults" -}}
{"user":65532,"group":65532,"fsGroupChangePolicy":"OnRootMismatch"}
{{- end -}}

{{- define "agent.fact.claimDefaults" -}}
{"create":true,"size":"1Gi","accessModes":["ReadWriteOnce"]}
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

{{- define "agent.fact.containerFields" -}}
["command","args","workingDir","ports","envFrom","env","resources","startupProbe","livenessProbe","readinessProbe","lifecycle","securityContext","volumeMounts"]
{{- end -}}

{{- define "agent.fact.printedContainerFields" -}}
["name","image","imagePullPolicy","restartPolicy","command","args","workingDir","ports","envFrom","env","resources","startupProbe","livenessProbe","readinessProbe","lifecycle","securityContext","volumeMounts"]
{{- end -}}

{{- define "agent.fact.printedPodFields" -}}
["restartPolicy","serviceAccountName","automountServiceAccountToken","imagePullSecrets","terminationGracePeriodSeconds","securityContext","volumes"]
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
