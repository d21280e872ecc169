/**
 * A Dockerfile of the command: Node and npm alone, a user without rights. Weights that come from the Hub are kept in the
 * cache of that user.
 *
 * @param version - Of this command.
 */
export function dockerfile(version: string): string {
  return `# The command flawlens with what queues need. Build: docker build -t flawlens .
FROM node:22-bookworm-slim
ENV NODE_ENV=production ONNXRUNTIME_NODE_INSTALL=skip
WORKDIR /app
RUN npm install --no-audit --no-fund @flawlens/cli@${version} bullmq ioredis pg && npm cache clean --force
ENV PATH=/app/node_modules/.bin:$PATH
USER node
WORKDIR /data
ENTRYPOINT ["flawlens"]
CMD ["--help"]
`;
}
