using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace NeuralNet.Gen.Runtime.Tests.Serialization;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static byte[] File(string header, params byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[8 + json.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, 8);
        data.CopyTo(file, 8 + json.Length);
        return file;
    }

    private string Save(byte[] content)
    {
        System.IO.File.WriteAllBytes(_directory["file"], content);
        return _directory["file"];
    }

    private void Refuses(byte[] content, params string[] parts)
    {
        string path = Save(content);
        var thrown = Assert.Throws<DataFormatException>(() => SafetensorsFile.Read(path));
        Assert.Contains(path, thrown.Message);
        foreach (string part in parts) Assert.Contains(part, thrown.Message);
    }

    private static string Tensor(string name, string type, string shape, string offsets) => $"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":{offsets}}}";

    [Fact]
    public void A_file_written_by_hand_is_read()
    {
        // Entries out of the order of their bytes, blanks after the header, an empty tensor and a single number: all allowed by the format.
        string header = "{" + Tensor("b", "F32", "[]", "[8,12]") + ",\"__metadata__\":{\"k\":\"v\"}," + Tensor("a", "I64", "[1,1]", "[0,8]") + ","
            + Tensor("é\\u0041", "F32", "[0,3]", "[12,12]") + "}   ";
        SafetensorsFile file = SafetensorsFile.Read(Save(File(header, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xC0, 0x3F])));
        Assert.Equal(["a", "b", "éA"], file.Tensors.Select(t => t.Name));
        Assert.Equal("v", file.Metadata["k"]);
        Assert.Equal([1.5f], file.Find("b")!.ToSingles());
        Assert.Empty(file.Find("b")!.Shape);
        Assert.Equal([0, 3], file.Find("éA")!.Shape);
        Assert.Equal(SafetensorsType.I64, file.Find("a")!.Type);
        Assert.Equal(1, BinaryPrimitives.ReadInt64LittleEndian(file.Find("a")!.Data.Span));
        Assert.Null(file.Find("c"));
        Assert.Throws<InvalidOperationException>(() => file.Find("a")!.ToSingles());
    }

    [Fact]
    public void Every_floating_point_type_is_converted()
    {
        string header = "{" + Tensor("h", "F16", "[2]", "[0,4]") + "," + Tensor("b", "BF16", "[2]", "[4,8]") + "," + Tensor("d", "F64", "[1]", "[8,16]") + "}";
        SafetensorsFile file = SafetensorsFile.Read(Save(File(header, [0, 0x3E, 0, 0xC0, 0xC0, 0x3F, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F])));
        Assert.Equal([1.5f, -2], file.Find("h")!.ToSingles());
        Assert.Equal([1.5f, -2], file.Find("b")!.ToSingles());
        Assert.Equal([1.5f], file.Find("d")!.ToSingles());
    }

    [Fact]
    public void Bytes_are_those_of_the_format_and_depend_on_the_content_alone()
    {
        SafetensorsTensor[] tensors = [SafetensorsTensor.FromSingles("w", [2, 1], [1, -2]), SafetensorsTensor.FromSingles("a", [], [0.5f])];
        SafetensorsFile.Write(_directory["one"], tensors, new Dictionary<string, string> { ["z"] = "1", ["a"] = "2" });
        SafetensorsFile.Write(_directory["two"], tensors, new Dictionary<string, string> { ["a"] = "2", ["z"] = "1" });
        byte[] bytes = System.IO.File.ReadAllBytes(_directory["one"]);
        Assert.Equal(bytes, System.IO.File.ReadAllBytes(_directory["two"]));

        string json = "{\"__metadata__\":{\"a\":\"2\",\"z\":\"1\"},\"w\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]}}";
        json = json.PadRight((json.Length + 7) / 8 * 8);
        Assert.Equal(File(json, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F]), bytes);

        SafetensorsFile read = SafetensorsFile.Read(_directory["one"]);
        Assert.Equal([1f, -2], read.Find("w")!.ToSingles());
        Assert.Equal(["one", "two"], _directory.Names);
    }

    [Fact]
    public void What_cannot_be_written_is_refused()
    {
        SafetensorsTensor a = SafetensorsTensor.FromSingles("a", [1], [1]);
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(_directory["x"], [a, a])).Message);
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromSingles("a", [2], [1]));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromSingles("a", [-1], []));
        Assert.Throws<ArgumentException>(() => SafetensorsTensor.FromSingles("__metadata__", [1], [1]));
        Assert.Empty(_directory.Names);
    }

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    [InlineData(100_000_001UL)]
    [InlineData(90_000_000UL)]
    public void A_header_length_beyond_the_file_or_the_limit_takes_no_memory(ulong length)
    {
        byte[] file = File("{}");
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        Refuses(file, length.ToString());
        string path = Save(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<DataFormatException>(() => SafetensorsFile.Read(path));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200_000);
    }

    [Fact]
    public void A_file_cut_short_anywhere_is_an_error()
    {
        byte[] file = File("{" + Tensor("a", "F32", "[2]", "[0,8]") + "}", new byte[8]);
        SafetensorsFile.Read(Save(file));
        for (int length = 0; length < file.Length; length++) Refuses(file[..length]);
        Refuses(file[..^1], "cut short", "'a'", "which has 7");
        Refuses(file[..5], "ends after 5 bytes");
        Refuses([.. file, 0], "1 bytes are left over");
    }

    public static TheoryData<string, string> BadHeaders => new()
    {
        { "", "does not begin with '{'" },
        { "[]", "does not begin with '{'" },
        { "{", "no valid JSON" },
        { "{}x", "no valid JSON" },
        { "{} {}", "no valid JSON" },
        { "{\"a\":1}", "tensor 'a' is an object" },
        { "{" + Tensor("a", "F32", "[2]", "[0,8]") + "," + Tensor("a", "F32", "[2]", "[0,8]") + "}", "'a' is declared twice" },
        { "{\"__metadata__\":{},\"__metadata__\":{}}", "declared twice" },
        { "{\"__metadata__\":{\"k\":1}}", "'k' is a string" },
        { "{\"__metadata__\":{\"k\":\"1\",\"k\":\"2\"}}", "'k' is declared twice" },
        { "{\"__metadata__\":[]}", "the metadata is an object" },
        { "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", "'dtype' twice" },
        { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", "lacks 'data_offsets'" },
        { "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}", "lacks 'dtype'" },
        { "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}", "lacks 'shape'" },
        { "{\"a\":{\"type\":\"F32\"}}", "unknown entry 'type'" },
        { "{" + Tensor("a", "F8_E4M3", "[8]", "[0,8]") + "}", "type 'F8_E4M3'" },
        { "{" + Tensor("a", "F32", "[-2]", "[0,8]") + "}", "extent 0 of tensor 'a'" },
        { "{" + Tensor("a", "F32", "[2.5]", "[0,8]") + "}", "extent 0 of tensor 'a'" },
        { "{" + Tensor("a", "F32", "[4294967298]", "[0,8]") + "}", "extent 0 of tensor 'a'" },
        { "{" + Tensor("a", "F32", "2", "[0,8]") + "}", "is an array" },
        { "{" + Tensor("a", "F32", "[2147483647,2147483647,2147483647]", "[0,8]") + "}", "overflows" },
        { "{" + Tensor("a", "F32", "[3]", "[0,8]") + "}", "takes 12 bytes" },
        { "{" + Tensor("a", "F64", "[2]", "[0,8]") + "}", "takes 16 bytes" },
        { "{" + Tensor("a", "F32", "[2]", "[8,0]") + "}", "bytes 8 to 0" },
        { "{" + Tensor("a", "F32", "[2]", "[-8,0]") + "}", "bytes -8 to 0" },
        { "{" + Tensor("a", "F32", "[2]", "[0]") + "}", "two whole numbers" },
        { "{" + Tensor("a", "F32", "[2]", "[0,8,9]") + "}", "two numbers" },
        { "{" + Tensor("a", "F32", "[2]", "[0,9223372036854775808]") + "}", "two whole numbers" },
        { "{" + Tensor("a", "F32", "[1000000]", "[0,4000000]") + "}", "cut short" },
        { "{" + Tensor("a", "F32", "[1]", "[0,4]") + "," + Tensor("b", "F32", "[1]", "[2,6]") + "}", "'b' begins at byte 2 of the data and overlaps 'a'" },
        { "{" + Tensor("a", "F32", "[2]", "[0,8]") + "," + Tensor("b", "F32", "[2]", "[0,8]") + "}", "overlaps" },
        { "{" + Tensor("a", "F32", "[1]", "[4,8]") + "}", "bytes 0 to 4 of the data" },
        { "{" + Tensor("a", "I16", "[1]", "[0,2]") + "," + Tensor("b", "F32", "[1]", "[4,8]") + "}", "bytes 2 to 4 of the data" },
        { "{" + Tensor("a", "F32", "[1]", "[0,4]") + "}", "4 bytes are left over" },
        { "{" + Tensor("\\ud800", "F32", "[2]", "[0,8]") + "}", "no valid text" },
    };

    [Theory]
    [MemberData(nameof(BadHeaders))]
    public void A_header_that_is_wrong_is_an_error_that_says_how(string header, string part) => Refuses(File(header, new byte[8]), part);

    [Fact]
    public void A_header_that_is_no_utf8_is_an_error()
    {
        byte[] file = File("{" + Tensor("aa", "F32", "[2]", "[0,8]") + "}", new byte[8]);
        file[10] = 0xFF;
        Refuses(file, "UTF-8");
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_read_or_refused_but_never_another_failure()
    {
        byte[] file = File("{\"__metadata__\":{\"k\":\"v\"}," + Tensor("a", "F32", "[2]", "[0,8]") + "," + Tensor("b", "I16", "[1]", "[8,10]") + "}", new byte[10]);
        var random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] changed = [.. file];
            changed[random.Next(file.Length)] = (byte)random.Next(256);
            string path = Save(changed);
            try
            {
                SafetensorsFile.Read(path);
            }
            catch (DataFormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1500, 3000);
    }
}
