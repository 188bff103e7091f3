# The image for who has a builder, for Linux on x64: docker build --platform linux/amd64 -t seaworthy .
#
# A release publishes what `npm run image` writes without a daemon, on Debian. Here Debian is the first stage. The files are
# those of scripts/image.ts in both; test/image.test.ts holds how they start against each other.
#
# The base builds alone: the Node that the program holds is an npm package with a sum, and its libraries come from apt.
ARG NODE=docker.io/library/node:24.18.0-bookworm-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d
FROM $NODE AS build
WORKDIR /seaworthy
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN apt-get update -qq && npx tsx scripts/image.ts --files /image

FROM scratch
COPY --from=build /image /
ENV PATH=/usr/local/bin NODE_DISABLE_COMPILE_CACHE=1
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/seaworthy"]
