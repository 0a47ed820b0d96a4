using Xunit.Sdk;
using Xunit.v3;

// Every test here starts processes that use all cores.
[assembly: Parallelization(Mode = ParallelMode.None)]
