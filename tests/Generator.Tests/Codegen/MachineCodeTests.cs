namespace NeuralNet.Gen.Generator.Tests.Codegen;

/// <summary>The reader of listings, on code whose loops, calls and spills are known.</summary>
public sealed class MachineCodeTests
{
    private const string Clean = """
        ; Assembly listing for method Compare.Net:Tile_512_2x1(ptr,ptr,ptr) (FullOpts)
        ; Emitting BLENDED_CODE for X64 with AVX512 on Unix
        ; FullOpts code
        ; rbp based frame

        G_M000_IG01:                ;; offset=0x0000
               push     rbp
               vmovups  zmmword ptr [rbp-0x40], zmm0

        G_M000_IG02:                ;; offset=0x0010
               xor      eax, eax

        G_M000_IG03:                ;; offset=0x0012
               mov      rcx, qword ptr [rbp-0x10]
               vbroadcastss zmm2, dword ptr [rdi]
               vmovups  zmm3, zmmword ptr [rsi]
               vfmadd231ps zmm0, zmm2, zmm3
               vfmadd231ps zmm1, zmm3, zmmword ptr [rdi+0x04] {1to16}
               inc      rax
               cmp      rax, 784
               jl       SHORT G_M000_IG03
        						;; size=42 bbWeight=8 PerfScore 9.00

        G_M000_IG04:                ;; offset=0x0050
               add      rdx, 4
               jl       G_M000_IG02
               call     [NeuralNet.Gen.Numerics.LaneStore:Partial()]
               ret

        ; Total bytes of code 99

        """;

    [Fact]
    public void The_innermost_loop_is_found()
    {
        MachineCode method = Assert.Single(MachineCode.ParseAll(Clean));
        Assert.Equal("Tile_512_2x1", method.Name);
        Assert.True(method.IsOptimised);
        MachineLoop loop = Assert.Single(method.InnermostLoops());
        Assert.Equal(2, loop.FusedMultiplyAdds);
        // The call and the saved register are outside, and a pointer on the stack is no vector.
        Assert.Empty(loop.Calls);
        Assert.Empty(loop.Spills);
    }

    [Fact]
    public void A_way_out_before_the_loop_is_none()
    {
        // The JIT lays what follows a loop before it, and a last term outside of the inner loop behind both.
        MachineLoop loop = LoopOf(Clean
            .Replace("G_M000_IG03:                ;; offset=0x0012", "G_M000_IG09:\n       vmovups  zmmword ptr [rdx], zmm0\n       ret\n\nG_M000_IG10:\n       vfmadd231ps zmm0, zmm2, zmm3\n       jge      G_M000_IG09\n\nG_M000_IG03:", StringComparison.Ordinal)
            .Replace("jl       G_M000_IG02", "jmp      G_M000_IG10", StringComparison.Ordinal));
        Assert.Equal(2, loop.FusedMultiplyAdds);
    }

    [Fact]
    public void A_planted_call_is_found()
        => Assert.Single(LoopOf(Clean.Replace("inc      rax", "call     [System.Math:Foo()]", StringComparison.Ordinal)).Calls);

    [Theory]
    [InlineData("vmovups  zmm3, zmmword ptr [rbp-0x80]")]
    [InlineData("vmovups  zmmword ptr [rsp+0x40], zmm3")]
    [InlineData("vfmadd231ps zmm3, zmm1, zmmword ptr [rsp+0x40]")]
    [InlineData("vmovaps  ymmword ptr [rsp], ymm3")]
    public void A_planted_spill_is_found(string spill) => Assert.Single(LoopOf(Clean.Replace("vmovups  zmm3, zmmword ptr [rsi]", spill, StringComparison.Ordinal)).Spills);

    [Fact]
    public void Without_a_frame_pointer_rbp_is_a_register_like_any_other()
        => Assert.Empty(LoopOf(Clean.Replace("; rbp based frame", "; rsp based frame", StringComparison.Ordinal).Replace("zmmword ptr [rsi]", "zmmword ptr [rbp]", StringComparison.Ordinal)).Spills);

    [Fact]
    public void Unoptimised_code_is_told()
        => Assert.False(MachineCode.ParseAll(Clean.Replace("(FullOpts)", "(MinOpts)", StringComparison.Ordinal)).Single().IsOptimised);

    private static MachineLoop LoopOf(string listing) => MachineCode.ParseAll(listing).Single().InnermostLoops().Single();
}
