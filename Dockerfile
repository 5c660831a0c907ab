# syntax=docker/dockerfile:1
# Node 24 is the present long-term release; the code runs from 20.19. To build on the same bytes every time, pass a digest:
#   docker build --build-arg NODE_IMAGE=node:24-alpine@sha256:… .
# `docker buildx imagetools inspect node:24-alpine` prints the present one.
ARG NODE_IMAGE=node:24-alpine
FROM ${NODE_IMAGE} AS base
WORKDIR /app
# swagger-ui-dist brings an install-time analytics package; it stays quiet.
ENV SCARF_ANALYTICS=false
# The script that npm runs after installing removes session files of strangers that one library ships.
COPY package.json package-lock.json .npmrc ./
COPY packages/client/package.json packages/client/
COPY packages/emulator/package.json packages/emulator/
COPY scripts/remove-shipped-sessions.mjs scripts/

FROM base AS build
RUN npm ci
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY scripts/built.mjs scripts/bundle.mjs scripts/notices.mjs scripts/program.mjs scripts/keep-code.mjs scripts/openapi.mjs scripts/docs.mjs scripts/
COPY apps apps
# The guides, which the server shows.
COPY README.md ./
COPY docs docs
COPY libs libs
# The client that the console is built with.
COPY packages/client packages/client
RUN npm run build

FROM base AS dependencies
RUN npm ci --omit=dev \
  && test ! -e node_modules/miaw-core/sessions-cli \
  && test ! -e node_modules/miaw-core/test-sessions-manual \
  && rm node_modules/miaw-api-client node_modules/miaw-emulator

FROM ${NODE_IMAGE}
WORKDIR /app
# Converts audio and video.
RUN apk add --no-cache ffmpeg
# Threads for pictures, files and DNS lookups, which share one pool: a slow picture must not keep the others waiting.
ENV NODE_ENV=production API_HOST=0.0.0.0 EMULATOR_HOST=0.0.0.0 SESSION_PATH=/app/sessions UV_THREADPOOL_SIZE=16
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json deploy/docker/entrypoint.sh ./
RUN mkdir sessions && chown node:node sessions && chmod 700 sessions
USER node
VOLUME /app/sessions
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.API_PORT || 3000}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/app/entrypoint.sh"]
