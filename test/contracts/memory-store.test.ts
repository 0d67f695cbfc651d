import { createMemoryStore, emptyPlace } from '../support/memory-store.ts';
import { storeContract } from './store.ts';

storeContract(async () => {
  const place = emptyPlace();
  return () => createMemoryStore(place, Date.now);
});
