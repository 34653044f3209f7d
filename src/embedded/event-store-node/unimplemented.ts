/** The services of the protocol this node does not have: each method answers UNIMPLEMENTED with its name. */
import type { Server, ServiceDefinition, UntypedHandleCall, UntypedServiceImplementation, sendUnaryData } from '@grpc/grpc-js';
import clusterGrpc from '@eventstore/db-client/generated/cluster_grpc_pb.js';
import gossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import monitoringGrpc from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import operationsGrpc from '@eventstore/db-client/generated/operations_grpc_pb.js';
import persistentGrpc from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import projectionsGrpc from '@eventstore/db-client/generated/projections_grpc_pb.js';
import usersGrpc from '@eventstore/db-client/generated/users_grpc_pb.js';
import { unimplemented } from './refusals.js';

const SERVICES: readonly ServiceDefinition[] = [
  persistentGrpc.PersistentSubscriptionsService,
  projectionsGrpc.ProjectionsService,
  operationsGrpc.OperationsService,
  usersGrpc.UsersService,
  monitoringGrpc.MonitoringService,
  gossipGrpc.GossipService,
  clusterGrpc.GossipService,
  clusterGrpc.ElectionsService,
];

/** Refuses whatever is called at `path`, whether it takes one message or many. */
export function refuseMethod(path: string): UntypedHandleCall {
  return (call: { emit(event: 'error', refusal: object): unknown }, callback?: sendUnaryData<never>) => {
    if (typeof callback === 'function') callback(unimplemented(path));
    else call.emit('error', unimplemented(path));
  };
}

export function registerUnimplemented(server: Server): void {
  for (const service of SERVICES) {
    const refusals: UntypedServiceImplementation = {};
    for (const [name, method] of Object.entries(service)) refusals[name] = refuseMethod(method.path);
    server.addService(service, refusals);
  }
}
