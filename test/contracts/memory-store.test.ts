import { createMemoryStore, emptyPlace, memoryLogs } from '../support/memory-store.ts';
import { runIndexContract } from './run-index.ts';
import { storeContract } from './store.ts';

storeContract(async () => {
  const place = emptyPlace();
  return () => createMemoryStore(place, Date.now);
});

runIndexContract(async () => memoryLogs(Date.now));
