{{- /*
Text that Kubernetes reads as the same text: plain where nothing else could be meant, several lines as a literal block,
else quoted. The rules are those of src/manifest/edit/write-yaml.ts and src/render/yaml.ts.
*/ -}}
{{- define "seaworthy.text" -}}
{{- $text := .text -}}
{{- $words := and (regexMatch `^[A-Za-z_/][\x20-\x7e]*$` $text) (not (regexMatch `: | #|[: ]$` $text)) -}}
{{- $quantity := regexMatch `^[1-9][0-9]*(m|k|M|G|T|Ki|Mi|Gi|Ti)$` $text -}}
{{- $keyword := regexMatch `^(y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF|null|Null|NULL)$` $text -}}
{{- $printable := regexMatch `^[\x20-\x7e\n\x{a0}-\x{2027}\x{202a}-\x{d7ff}\x{e000}-\x{fefe}\x{10000}-\x{10ffff}]*$` $text -}}
{{- if and (or $words $quantity) (not $keyword) -}}
{{- $text -}}
{{- else if and $printable (contains "\n" $text) (not (regexMatch `^[ \n]` $text)) -}}
{{- $body := regexReplaceAll `\n+$` $text "" -}}
{{- $breaks := sub (len $text) (len $body) | int -}}
|{{ if not $breaks }}-{{ else if gt $breaks 1 }}+{{ end }}
{{- range $line := splitList "\n" (print $body (repeat (max 0 (sub $breaks 1) | int) "\n")) }}
{{ if $line }}{{ repeat (int $.indent) " " }}{{ $line }}{{ end }}
{{- end -}}
{{- else -}}
{{- $quoted := toRawJson $text -}}
{{- range $code := (concat (untilStep 127 160 1) (list 65279 65534 65535)) }}{{ $quoted = replace (printf "%c" $code) (printf "\\u%04x" $code) $quoted }}{{ end -}}
{{- $quoted -}}
{{- end -}}
{{- end -}}

{{- /* The fields that are there, each on a line of its own. */ -}}
{{- define "seaworthy.fields" -}}
{{- range $key := .keys -}}
{{- $value := get $.map $key -}}
{{- if and (hasKey $.map $key) (not (kindIs "invalid" $value)) }}
{{ repeat (int $.indent) " " }}{{ $key }}: {{ if kindIs "string" $value }}{{ include "seaworthy.text" (dict "text" $value "indent" (add $.indent 2)) }}{{ else }}{{ toRawJson $value }}{{ end }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /* A quantity is text, though values files often hold a number. */ -}}
{{- define "seaworthy.quantity" -}}
{{- if kindIs "string" . }}{{ . }}{{ else }}{{ toRawJson . }}{{ end -}}
{{- end -}}
