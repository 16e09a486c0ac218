export { type Infrastructure, type InfrastructureOptions, startInfrastructure } from './infrastructure.ts';
export { type PlatformFile, readPlatformFile, type ServiceName, serviceNames } from './platform/platform-file.ts';
export { type Ports, portsFrom } from './ports.ts';
