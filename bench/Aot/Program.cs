using Compare.Aot;

return args switch
{
    ["--serve"] => TurnServer.Run(Console.In, Console.Out),
    ["--beside", .. string[] published, "--only", string name] when published.Length > 0 => AotComparison.Run(published, name),
    ["--beside", .. string[] published] when published.Length > 0 => AotComparison.Run(published, only: null),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("--beside NAME=PROGRAM… [--only WORKLOAD]: measures this program, compiled by the JIT, and published ones in turns; --serve: takes turns that another process asks for");
    return 2;
}
