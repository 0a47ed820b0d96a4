using System.Buffers.Binary;
using System.Security.Cryptography;
using NeuralNet.Gen.Runtime.Tests.Training;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Serialization;

public sealed class NetworkFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_saved_network_loads_with_the_same_bits()
    {
        SoftmaxRegression first = new(5, 3, seed: 1), second = new(5, 3, seed: 2);
        first.Parameters[4] = float.NaN;
        first.Parameters[5] = -0f;
        first.Save(_directory["w"]);
        second.Load(_directory["w"]);
        Assert.Equal(ParametersHash.Sha256(first), ParametersHash.Sha256(second));
        second.Save(_directory["again"]);
        Assert.Equal(File.ReadAllBytes(_directory["w"]), File.ReadAllBytes(_directory["again"]));
        Assert.Equal(["again", "w"], _directory.Names);
    }

    [Fact]
    public void Files_hold_the_logical_order_whatever_the_memory_order()
    {
        var network = new SoftmaxRegression(4, 3);
        for (int i = 0; i < network.Parameters.Length; i++) network.Parameters[i] = i;
        network.Save(_directory["w"]);
        SafetensorsFile file = SafetensorsFile.Read(_directory["w"]);
        SafetensorsTensor weight = file.Find("dense1.weight")!;
        Assert.Equal([3, 4], weight.Shape);
        Assert.Equal([0f, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11], weight.ToSingles());
        Assert.Equal([12f, 13, 14], file.Find("dense1.bias")!.ToSingles());
        Assert.Equal("neuralnet-gen", file.Metadata["format"]);
        Assert.Equal("SoftmaxRegression", file.Metadata["network"]);
    }

    private void Refuses(SoftmaxRegression network, SafetensorsTensor[] tensors, params string[] parts)
    {
        SafetensorsFile.Write(_directory["other"], tensors);
        string before = ParametersHash.Sha256(network);
        string message = Assert.Throws<DataFormatException>(() => network.Load(_directory["other"])).Message;
        foreach (string part in parts) Assert.Contains(part, message);
        Assert.Contains(_directory["other"], message);
        Assert.Equal(before, ParametersHash.Sha256(network));
    }

    [Fact]
    public void A_file_of_another_network_lists_every_culprit_and_changes_nothing()
    {
        var network = new SoftmaxRegression(4, 3);
        Refuses(
            network,
            [
                SafetensorsTensor.FromSingles("dense1.weight", [4, 3], new float[12]), SafetensorsTensor.FromSingles("dense1.Bias", [3], new float[3]),
                SafetensorsTensor.FromSingles("dense2.weight", [1], new float[1]),
            ],
            "transposed: 'dense1.weight' is [4, 3] in the file; [3, 4] is expected", "missing: 'dense1.bias' [3]", "extra: 'dense1.Bias' [3]", "extra: 'dense2.weight' [1]", "nothing was loaded");
        Refuses(
            network,
            [SafetensorsTensor.FromSingles("dense1.weight", [3, 5], new float[15]), new SafetensorsTensor("dense1.bias", SafetensorsType.F64, [3], new byte[24])],
            "misshaped: 'dense1.weight' is [3, 5]", "'dense1.bias' is F64 in the file; F32 is expected");
        Refuses(network, [SafetensorsTensor.FromSingles("dense1.weight", [3, 4], new float[12])], "missing: 'dense1.bias'");
    }

    [Fact]
    public void Equal_shapes_under_another_networks_name_are_refused_unless_allowed()
    {
        SoftmaxRegression writer = new(4, 3, 1, "Old"), reader = new(4, 3, 2, "New");
        writer.Save(_directory["w"]);
        string before = ParametersHash.Sha256(reader);
        string message = Assert.Throws<DataFormatException>(() => reader.Load(_directory["w"])).Message;
        Assert.Contains("'Old'", message);
        Assert.Contains("'New'", message);
        Assert.Equal(before, ParametersHash.Sha256(reader));
        reader.Load(_directory["w"], allowOtherName: true);
        Assert.Equal(ParametersHash.Sha256(writer), ParametersHash.Sha256(reader));
    }

    [Fact]
    public void A_file_without_metadata_as_others_write_it_loads()
    {
        SafetensorsFile.Write(
            _directory["w"], [SafetensorsTensor.FromSingles("dense1.bias", [2], [7, 8]), SafetensorsTensor.FromSingles("dense1.weight", [2, 3], [1, 2, 3, 4, 5, 6])]);
        var network = new SoftmaxRegression(3, 2);
        network.Load(_directory["w"]);
        Assert.Equal([1f, 4, 2, 5, 3, 6, 7, 8], network.Parameters.ToArray());
    }

    [Fact]
    public void A_weight_file_cut_short_anywhere_changes_nothing()
    {
        SoftmaxRegression writer = new(4, 3, 1), reader = new(4, 3, 2);
        writer.Save(_directory["w"]);
        byte[] whole = File.ReadAllBytes(_directory["w"]);
        string before = ParametersHash.Sha256(reader);
        for (int length = 0; length < whole.Length; length += 3)
        {
            File.WriteAllBytes(_directory["cut"], whole[..length]);
            Assert.Throws<DataFormatException>(() => reader.Load(_directory["cut"]));
        }

        Assert.Equal(before, ParametersHash.Sha256(reader));
    }

    [Fact]
    public void A_disk_that_fills_while_saving_leaves_the_old_file_and_no_other()
    {
        File.WriteAllText(_directory["w"], "old");
        var thrown = Assert.Throws<IOException>(() => AtomicFile.Write(_directory["w"], stream =>
        {
            stream.Write(new byte[200_000]);
            throw new IOException("No space left on device");
        }));
        Assert.Contains(_directory["w"], thrown.Message);
        Assert.Contains("No space left on device", thrown.Message);
        Assert.Equal("old", File.ReadAllText(_directory["w"]));
        Assert.Equal(["w"], _directory.Names);
    }

    [Fact]
    public void A_failure_of_any_kind_while_writing_leaves_the_old_file()
    {
        File.WriteAllText(_directory["w"], "old");
        Assert.Throws<FormatException>(() => AtomicFile.Write(_directory["w"], _ => throw new FormatException()));
        Assert.Equal("old", File.ReadAllText(_directory["w"]));
        Assert.Equal(["w"], _directory.Names);
    }

    [Fact]
    public void A_path_that_cannot_be_replaced_is_named_and_leaves_nothing_behind()
    {
        var network = new SoftmaxRegression(4, 3);
        Directory.CreateDirectory(_directory["folder"]);
        Assert.Contains("folder", Assert.Throws<IOException>(() => network.Save(_directory["folder"])).Message);
        string missing = Path.Combine(_directory["nowhere"], "w");
        Assert.Contains(missing, Assert.ThrowsAny<IOException>(() => network.Save(missing)).Message);
        File.WriteAllText(_directory["file"], "old");
        string below = Path.Combine(_directory["file"], "w");
        Assert.Contains(below, Assert.ThrowsAny<IOException>(() => network.Save(below)).Message);
        Assert.Equal(["file", "folder"], _directory.Names);
        Assert.Equal("old", File.ReadAllText(_directory["file"]));
    }

    [Fact]
    public void An_unwritable_directory_leaves_the_old_file()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("modes are Unix's");
            return;
        }

        var network = new SoftmaxRegression(4, 3);
        File.WriteAllText(_directory["w"], "old");
        File.SetUnixFileMode(_directory.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.SkipWhen(Writable(), "this user may write everywhere");
            Assert.Contains(_directory["w"], Assert.Throws<UnauthorizedAccessException>(() => network.Save(_directory["w"])).Message);
            Assert.Equal("old", File.ReadAllText(_directory["w"]));
        }
        finally
        {
            File.SetUnixFileMode(_directory.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Assert.Equal(["w"], _directory.Names);

        bool Writable()
        {
            try
            {
                File.WriteAllText(_directory["probe"], "");
                File.Delete(_directory["probe"]);
                return true;
            }
            catch (UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void A_device_that_is_full_is_an_error_and_not_replaced()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write);
        File.WriteAllText(_directory["w"], "old");
        Assert.Throws<IOException>(() => AtomicFile.Write(_directory["w"], _ =>
        {
            full.Write(new byte[100_000]);
            full.Flush(true);
        }));
        Assert.Equal("old", File.ReadAllText(_directory["w"]));
        Assert.Equal(["w"], _directory.Names);
    }

    [Fact]
    public void A_symbolic_link_keeps_pointing_and_its_target_is_replaced()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege");
        var network = new SoftmaxRegression(4, 3);
        File.WriteAllText(_directory["target"], "old");
        File.CreateSymbolicLink(_directory["link"], _directory["target"]);
        network.Save(_directory["link"]);
        Assert.NotNull(new FileInfo(_directory["link"]).LinkTarget);
        network.Load(_directory["target"]);
    }

    [Fact]
    public void The_hash_is_sha256_of_the_little_endian_bytes_in_memory_order()
    {
        var network = new SoftmaxRegression(100, 97, seed: 4);
        byte[] bytes = new byte[network.Parameters.Length * 4];
        for (int i = 0; i < network.Parameters.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * 4), network.Parameters[i]);
        string expected = Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();
        Assert.Equal(expected, ParametersHash.Sha256(network));
        network.Parameters[9000] = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(network.Parameters[9000]) ^ 1);
        Assert.NotEqual(expected, ParametersHash.Sha256(network));
    }
}
