//! The suite that every store must pass, over the one in memory: so that the suite is tested where the rules are.

customers::store_suite!(crate::memory::fresh);
