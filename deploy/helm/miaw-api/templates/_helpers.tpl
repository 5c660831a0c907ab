{{/* Name of everything in a release. Not `api`: a Service of this name would set API_PORT in every pod beside it. */}}
{{- define "miaw-api.name" -}}
{{- if contains "miaw-api" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}{{ printf "%s-miaw-api" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end -}}
{{- end -}}

{{- define "miaw-api.selector" -}}
app.kubernetes.io/name: miaw-api
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "miaw-api.labels" -}}
{{ include "miaw-api.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "miaw-api.image" -}}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end -}}
{{- end -}}

{{- define "miaw-api.secret" -}}
{{- .Values.secrets.existingSecret | default (include "miaw-api.name" .) -}}
{{- end -}}

{{- define "miaw-api.claim" -}}
{{- .Values.persistence.existingClaim | default (include "miaw-api.name" .) -}}
{{- end -}}

{{/* Helm reads numbers as floating point and would write 6.7108864e+07. */}}
{{- define "miaw-api.value" -}}
{{- if kindIs "float64" . }}{{ int64 . | toString | quote }}{{ else }}{{ toString . | quote }}{{ end -}}
{{- end -}}

{{/* Longer than the server's own limit, in seconds. */}}
{{- define "miaw-api.grace" -}}
{{- add 10 (div (add 999 (int64 (default 10000 .Values.env.SHUTDOWN_TIMEOUT_MS))) 1000) -}}
{{- end -}}
