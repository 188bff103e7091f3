{{- /* Generated from src/security by scripts/library-chart.ts: do not edit. */ -}}

{{- define "seaworthy.fact.maxId" -}}
2147483647
{{- end -}}

{{- define "seaworthy.fact.id" -}}
an integer from 0 to 2147483647
{{- end -}}

{{- define "seaworthy.fact.absolutePath" -}}
^(/[^/\x00]+)+/?$
{{- end -}}

{{- define "seaworthy.fact.dottedSegment" -}}
/\.\.?(/|$)
{{- end -}}

{{- define "seaworthy.fact.path" -}}
an absolute path below / without empty, "." or ".." segments
{{- end -}}

{{- define "seaworthy.fact.plainWord" -}}
^[A-Za-z0-9_@%+=:,./-]+$
{{- end -}}

{{- define "seaworthy.fact.policy" -}}
Always or OnRootMismatch
{{- end -}}

{{- define "seaworthy.fact.dnsLabel" -}}
^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$
{{- end -}}

{{- define "seaworthy.fact.label" -}}
a DNS label of at most 63 characters
{{- end -}}

{{- define "seaworthy.fact.notLabelValue" -}}
[^-A-Za-z0-9_.]
{{- end -}}

{{- define "seaworthy.fact.maxLabel" -}}
63
{{- end -}}

{{- define "seaworthy.fact.labelEnds" -}}
^[-_.]+|[-_.]+$
{{- end -}}

{{- define "seaworthy.fact.labelText" -}}
text with a letter or digit
{{- end -}}

{{- define "seaworthy.fact.escapedDollar" -}}
\$\$
{{- end -}}

{{- define "seaworthy.fact.envReference" -}}
\$\(([^)]*)\)
{{- end -}}

{{- define "seaworthy.fact.alwaysScript" -}}
chown -R {{ .owner }} {{ .words }}
{{- end -}}

{{- define "seaworthy.fact.onMismatchScript" -}}
for v in {{ .words }}; do if [ "$(stat -Lc %u:%g "$v")" != {{ .owner }} ]; then for e in "$v"/* "$v"/.[!.]* "$v"/..?*; do if [ -e "$e" ] || [ -L "$e" ]; then chown -R {{ .owner }} "$e"; fi; done; chown {{ .owner }} "$v"; fi; done
{{- end -}}

{{- define "seaworthy.fact.sharingScript" -}}
chgrp {{ .gid }} {{ .shared }}; chmod g+rwxs {{ .shared }}
{{- end -}}

{{- define "seaworthy.fact.makingAndSharingScript" -}}
mkdir -p {{ .made }}; chgrp {{ .gid }} {{ .shared }}; chmod g+rwxs {{ .shared }}
{{- end -}}

{{- define "seaworthy.fact.chownSecurityContext" -}}
runAsUser: 0
runAsGroup: 0
runAsNonRoot: false
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop:
    - ALL
  add:
    - CHOWN
    - DAC_OVERRIDE
    - FOWNER
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "seaworthy.fact.restrictedContainer" -}}
runAsNonRoot: true
allowPrivilegeEscalation: false
capabilities:
  drop:
    - ALL
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "seaworthy.fact.restrictedPod" -}}
runAsNonRoot: true
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "seaworthy.fact.labelKeys" -}}
[["name","app.kubernetes.io/name"],["instance","app.kubernetes.io/instance"],["component","app.kubernetes.io/component"],["version","app.kubernetes.io/version"],["partOf","app.kubernetes.io/part-of"],["managedBy","app.kubernetes.io/managed-by"]]
{{- end -}}

{{- define "seaworthy.fact.selectorKeys" -}}
[["name","app.kubernetes.io/name"],["instance","app.kubernetes.io/instance"],["component","app.kubernetes.io/component"]]
{{- end -}}
