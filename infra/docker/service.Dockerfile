# One image per service:  docker build -f infra/docker/service.Dockerfile --build-arg SERVICE=goals -t telemachy/goals:0.1.0 .
# The target `development` holds the development issuer and mail server instead; it is never for real people's data.
FROM node:26.10.0-bookworm-slim AS packages
WORKDIR /src
COPY . .
RUN npm ci --no-audit --no-fund

FROM packages AS development
USER 1000
CMD ["node", "infra/issuer/main.ts"]

FROM packages AS build
ARG SERVICE
RUN node_modules/.bin/tsc -b "services/${SERVICE}" && npm prune --omit=dev --no-audit --no-fund

FROM node:26.10.0-bookworm-slim AS service
ARG SERVICE
ENV NODE_ENV=production
COPY --from=build /src/node_modules /app/node_modules
COPY --from=build /src/libs /app/libs
COPY --from=build /src/services/${SERVICE} /app/services/${SERVICE}
WORKDIR /app/services/${SERVICE}
USER 1000
EXPOSE 8080 9090
CMD ["node", "--enable-source-maps", "--max-semi-space-size=4", "dist/main.js"]
