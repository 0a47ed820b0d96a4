using NeuralNet.Gen.Generator.Emission;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Rows of a table by number: an embedding.</summary>
internal sealed record GatherKernel(int PerSample, int Width) : RuntimeKernel
{
    public override string MethodName => "Table.Gather";

    public override Split Split => Split.Samples;

    public override long Cost => (long)PerSample * Width;

    public override bool ReadsScalars(int index) => index == 1;

    public override string Call(CallSite site)
    {
        string scale = PerSample == 1 ? "" : " * " + Literals.Int(PerSample);
        return $"Table.Gather({site.Reads[0]}, {site.Reads[1]}, {site.Writes[0]}, {site.From}{scale}, {site.To}{scale}, {Literals.Int(Width)});";
    }
}

/// <summary>The gradient of a table: rows are added at their numbers in ascending order of the samples; workers own rows of the table.</summary>
internal sealed record ScatterAddKernel(int PerSample, int Rows, int Width) : RuntimeKernel
{
    /// <summary>Whether it can be told to go on from the sums that are stored already.</summary>
    public bool Resumes { get; init; }

    public override Kernel? Resuming => this with { Resumes = true };

    public override string MethodName => "Table.ScatterAdd";

    public override Split Split => Split.Outputs;

    public override int OutputParts => Rows;

    public override long Cost => (long)PerSample * Width;

    public override bool ReadsScalars(int index) => index == 1;

    public override string Call(CallSite site)
        => $"Table.ScatterAdd({site.Reads[0]}, {site.Reads[1]}, {site.Writes[0]}, {CallSite.Times(site.Samples, PerSample)}, {Literals.Int(Width)}, {site.From}, {site.To}{(Resumes ? ", " + site.Resumes : "")});";
}
