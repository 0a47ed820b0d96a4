using System.Text;
using NeuralNet.Gen.Resume;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Training;

public sealed class CheckpointFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Tensors => _directory.Names.Single(n => n.StartsWith("c-", StringComparison.Ordinal) && n.EndsWith(".safetensors", StringComparison.Ordinal));

    private Trainer<ResumeNet> Saved(int epochs = 1)
    {
        Trainer<ResumeNet> trainer = ResumeTask.Create("adam");
        trainer.Fit(ResumeTask.Train, epochs);
        trainer.SaveCheckpoint(_directory["c"]);
        return trainer;
    }

    [Fact]
    public void The_readable_file_can_be_read_and_the_tensors_bear_their_plain_names()
    {
        Trainer<ResumeNet> trainer = Saved();
        string text = File.ReadAllText(_directory["c.json"]);
        foreach (string part in new[]
        {
            "\"format\": \"neuralnet-gen checkpoint\",\n", "\"version\": 1,\n", $"\"file\": \"{Tensors}\"", "\"name\": \"ResumeNet\"", "\"type\": \"Adam\"", "\"beta1\": \"0.9\"", "\"epochs_completed\": 1",
            "\"global_step\": 7", "\"batch_size\": \"16\"",
        })
        {
            Assert.Contains(part, text);
        }

        SafetensorsFile file = SafetensorsFile.Read(_directory[Tensors]);
        Assert.Equal([17, 6], file.Find("dense1.weight")!.Shape);
        Assert.Equal([17, 6], file.Find("optimizer/exp_avg_sq.dense1.weight")!.Shape);
        Assert.Equal(trainer.Network.Dense1.Weight[3, 4], file.Find("dense1.weight")!.ToSingles()[(3 * 6) + 4]);
    }

    [Fact]
    public void Numbers_and_texts_of_every_kind_come_back_bit_for_bit()
    {
        var tree = new StateTree();
        var tensors = new List<SafetensorsTensor>();
        NetworkInfo info = new SoftmaxRegression(2, 2).Info;
        var writer = new StateWriter(tree, tensors, info);
        double[] doubles = [0.1, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, 3];
        for (int i = 0; i < doubles.Length; i++) writer.Write($"d{i}", doubles[i]);
        writer.Write("long", long.MinValue);
        writer.Write("ulong", ulong.MaxValue);
        writer.Write("yes", true);
        writer.Write("text", "é \"quoted\" \\ 火");
        writer.Section("inner").Write("vector", [1, float.NaN, -0f]);
        Assert.Contains("'long'", Assert.Throws<ArgumentException>(() => writer.Write("long", 1)).Message);

        StateTree read = CheckpointJson.Read("file", CheckpointJson.Write(tree).Span);
        StateReader reader = new CheckpointContent("file", "tensors", read, tensors, info).Root;
        for (int i = 0; i < doubles.Length; i++) Assert.Equal(BitConverter.DoubleToInt64Bits(doubles[i]), BitConverter.DoubleToInt64Bits(reader.ReadDouble($"d{i}")));
        Assert.Equal((long.MinValue, ulong.MaxValue, true, "é \"quoted\" \\ 火"), (reader.ReadInt64("long"), reader.ReadUInt64("ulong"), reader.ReadBoolean("yes"), reader.ReadString("text")));
        Assert.Equal([1, float.NaN, -0f], reader.Section("inner").Read("vector", 3));

        foreach ((Action read1, string part) in new (Action, string)[]
        {
            (() => reader.ReadInt64("none"), "'none': it is missing"), (() => reader.ReadInt64("text"), "'text'"), (() => reader.ReadBoolean("long"), "true or false"), (() => reader.ReadInt64("ulong"), "'ulong'"),
            (() => reader.ReadInt32("long", 0, 5), "0 to 5"), (() => reader.Section("inner").Read("vector", 4), "[4] is expected"), (() => reader.Section("inner").Read("other", 4), "'inner/other' [4] is missing"),
            (() => reader.Section("text"), "an object"),
        })
        {
            Assert.Contains(part, Assert.Throws<DataFormatException>(read1).Message);
        }
    }

    [Theory]
    [InlineData("tensors half written")]
    [InlineData("tensors written")]
    [InlineData("json half written")]
    [InlineData("json in place")]
    public void An_end_at_every_stage_of_writing_leaves_a_whole_checkpoint_and_the_next_one_clears_up(string stage)
    {
        Trainer<ResumeNet> trainer = Saved();
        string oldTensors = Tensors, hash = ParametersHash.Sha256(trainer.Network);
        byte[] oldContent = File.ReadAllBytes(_directory[oldTensors]);
        switch (stage)
        {
            case "tensors half written": File.WriteAllBytes(_directory["c.safetensors.abcdefgh.xyz.tmp"], oldContent[..100]); break;
            case "tensors written": File.WriteAllBytes(_directory["c-0123456789abcdef.safetensors"], oldContent); break;
            case "json half written": File.WriteAllText(_directory["c.json.abcdefgh.xyz.tmp"], "{ \"form"); goto case "tensors written";
            default:
                trainer.Fit(ResumeTask.Train, 1);
                hash = ParametersHash.Sha256(trainer.Network);
                trainer.SaveCheckpoint(_directory["c"]);
                File.WriteAllBytes(_directory[oldTensors], oldContent);
                break;
        }

        File.WriteAllText(_directory["c-other.json"], "of somebody else");
        File.WriteAllBytes(_directory["c-other-0123456789abcdef.safetensors"], [1]);
        Trainer<ResumeNet> second = ResumeTask.Create("adam");
        second.Resume(_directory["c"]);
        Assert.Equal(hash, ParametersHash.Sha256(second.Network));
        second.Fit(ResumeTask.Train, 1);
        second.SaveCheckpoint(_directory["c"]);
        Assert.Equal(4, _directory.Names.Length);
        Assert.Equal(["c-other-0123456789abcdef.safetensors", "c-other.json", "c.json"], _directory.Names.Where(n => n != _directory.Names.Single(t => t.StartsWith("c-", StringComparison.Ordinal) && !t.StartsWith("c-other", StringComparison.Ordinal))));
    }

    [Fact]
    public void Damage_anywhere_is_found_and_changes_nothing()
    {
        Saved();
        string tensors = _directory[Tensors];
        byte[] content = File.ReadAllBytes(tensors), json = File.ReadAllBytes(_directory["c.json"]);
        Trainer<ResumeNet> trainer = ResumeTask.Create("adam");
        string before = ParametersHash.Sha256(trainer.Network);
        for (int place = 0; place < content.Length; place += 97)
        {
            byte[] damaged = [.. content];
            damaged[place] ^= 1;
            File.WriteAllBytes(tensors, damaged);
            Assert.Contains("damaged", Assert.Throws<DataFormatException>(() => trainer.Resume(_directory["c"])).Message);
        }

        File.WriteAllBytes(tensors, content[..^1]);
        Assert.Contains($"has {content.Length - 1} bytes", Assert.Throws<DataFormatException>(() => trainer.Resume(_directory["c"])).Message);
        File.Delete(tensors);
        Assert.Contains(tensors, Assert.Throws<FileNotFoundException>(() => trainer.Resume(_directory["c"])).Message);
        File.WriteAllBytes(tensors, content);
        for (int length = 0; length < json.Length - 2; length += 37)
        {
            File.WriteAllBytes(_directory["c.json"], json[..length]);
            Assert.Contains("c.json", Assert.Throws<DataFormatException>(() => trainer.Resume(_directory["c"])).Message);
        }

        Assert.Equal(before, ParametersHash.Sha256(trainer.Network));
        Assert.Equal((0, 0L), (trainer.EpochCount, trainer.GlobalStep));
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "'version' is 2; 1 is expected: a later version")]
    [InlineData("\"format\": \"neuralnet-gen checkpoint\"", "\"format\": \"recipe\"", "'recipe'")]
    [InlineData("\"epochs_completed\": 1", "\"epochs_completed\": -1", "'position/epochs_completed': -1 is found")]
    [InlineData("\"epochs_completed\": 1", "\"epochs_completed\": [1]", "StartArray")]
    [InlineData("\"global_step\": 7", "\"global_step\": \"7\"", "'position/global_step': '7' is found; a whole number is expected")]
    [InlineData("\"global_step\": 7", "\"globalstep\": 7", "'position/global_step': it is missing")]
    [InlineData("\"name\": \"ResumeNet\"", "\"name\": \"Other\"", "'Other'")]
    [InlineData("\"file\": \"c-", "\"file\": \"../c-", "a file beside this one")]
    [InlineData("\"step\": 0", "\"step\": 0, \"step\": 1", "'step' stands twice")]
    [InlineData("\"seed\": 3", "\"seed\": 4", "seed 4")]
    public void A_readable_file_that_was_changed_is_refused_with_the_place(string text, string other, string fault)
    {
        Saved();
        string json = File.ReadAllText(_directory["c.json"]);
        Assert.Contains(text, json);
        int at = json.IndexOf(text, StringComparison.Ordinal);
        File.WriteAllText(_directory["c.json"], string.Concat(json.AsSpan(0, at), other, json.AsSpan(at + text.Length)));
        Trainer<ResumeNet> trainer = ResumeTask.Create("adam");
        string before = ParametersHash.Sha256(trainer.Network);
        string message = Assert.Throws<DataFormatException>(() => trainer.Resume(_directory["c"])).Message;
        Assert.Contains("c.json", message);
        Assert.Contains(fault, message);
        Assert.Equal(before, ParametersHash.Sha256(trainer.Network));
    }

    [Fact]
    public void A_checkpoint_of_another_network_lists_every_culprit()
    {
        new Trainer<SoftmaxRegression>(new SoftmaxRegression(6, 3), new Adam()).SaveCheckpoint(_directory["c"]);
        string message = Assert.Throws<DataFormatException>(() => ResumeTask.Create("adam").Resume(_directory["c"])).Message;
        foreach (string part in new[] { "'SoftmaxRegression'", "'ResumeNet'", "misshaped: 'dense1.weight' is [3, 6]", "missing: 'dense2.weight'", "nothing was loaded" }) Assert.Contains(part, message);
        message = Assert.Throws<DataFormatException>(() => new ResumeNet(seed: 1).LoadCheckpoint(_directory["c"])).Message;
        Assert.Contains("misshaped: 'dense1.weight' is [3, 6]", message);
    }

    [Fact]
    public void A_failure_to_write_leaves_the_previous_checkpoint_and_no_rest()
    {
        Trainer<ResumeNet> trainer = Saved();
        string[] names = _directory.Names;
        byte[] before = File.ReadAllBytes(_directory["c.json"]);
        var tree = new StateTree();

        // The second tensor of the same name is found only while the file is written.
        Assert.Throws<ArgumentException>(() => CheckpointFiles.Write(_directory["c"], tree, [SafetensorsTensor.FromSingles("a", [1], [1]), SafetensorsTensor.FromSingles("a", [1], [2])]));
        Assert.Equal(names, _directory.Names);
        Assert.Equal(before, File.ReadAllBytes(_directory["c.json"]));

        // A directory stands where the readable file would.
        Directory.CreateDirectory(_directory["d.json"]);
        Assert.Contains("d.json", Assert.Throws<IOException>(() => trainer.SaveCheckpoint(_directory["d"])).Message);
        Assert.Equal([.. names, "d.json"], _directory.Names);

        if (!File.Exists("/dev/full")) return;
        Assert.ThrowsAny<IOException>(() => trainer.SaveCheckpoint("/dev/full/c"));
    }

    [Fact]
    public void The_same_run_writes_the_same_tensors_under_the_same_name()
    {
        Saved();
        string name = Tensors;
        byte[] content = File.ReadAllBytes(_directory[name]);
        Saved();
        Assert.Equal(name, Tensors);
        Assert.Equal(content, File.ReadAllBytes(_directory[name]));
        Assert.Equal(2, _directory.Names.Length);
        Assert.Equal(0, Encoding.UTF8.GetBytes(name).Count(b => b > 127));
    }
}
