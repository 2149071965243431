using System.Text;
using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Programs.Format;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.Programs;

/// <summary>The format of docs/PROGRAMS.md: what is read, and that everything else is refused with a place.</summary>
public sealed class ProgramReaderTests
{
    private const string Ops =
        """[["m",4096,"0011223344556677"],["c",70,1],["d",2,18446744073709551615,true],["d",0,8,false],["d",0,8,false]]""";
    private const string Memory = """[[8,"00000000000000ff0100000000000000"]]""";
    private const string Answers = """[{"pa":1208090624},{"pa":-1},{"abort":2}]""";
    private const string Good =
        $$$"""{"seed":7,"strtab":1076887552,"strlog":8,"mem":{{{Memory}}},"ops":{{{Ops}}},"res":{{{Answers}}}}""";

    [Fact]
    public void A_program_is_read_as_it_is_written()
    {
        var program = Assert.Single(Read(Good));

        Assert.Equal((0, 1, 7L), (program.Number, program.Line, program.Seed));
        Assert.Equal((0x40300000UL, 8), (program.StreamTableBase, program.StreamTableLog2Size));
        Assert.Equal([0xff00_0000_0000_0000UL, 1UL], Assert.Single(program.Memory).Words.ToArray());
        Assert.Equal(0x7766_5544_3322_1100UL, program.Operations[0].Write.Words.Span[0]);
        Assert.Equal(new Command(70, 1), program.Operations[1].Command);
        Assert.Equal(new ProgramDma(2, ulong.MaxValue, true), program.Operations[2].Dma);
        Assert.Equal(0x18u, program.Operations[2].Dma.Stream.Value);
        var outcomes = program.Answers.Select(answer => answer.Outcome);
        Assert.Equal([RecordedOutcome.Place, RecordedOutcome.Elsewhere, RecordedOutcome.Abort], outcomes);
    }

    [Fact]
    public void An_event_is_four_doublewords()
    {
        var hex = "10000000080000000000000008020000" + "14b6f1b11a4789f40000000000000000";
        var program = Assert.Single(Read(Good.Replace("""{"pa":-1}""", $$"""{"ev":"{{hex}}"}""", StringComparison.Ordinal)));

        Assert.Equal(new EventRecord(0x8_0000_0010, 0x208UL << 32, 0xf489471ab1f1b614, 0), program.Answers[1].Event);
    }

    [Fact]
    public void Lines_and_compression_do_not_matter()
    {
        var bytes = Encoding.UTF8.GetBytes(Good + "\n" + Good + "\n");

        var programs = ProgramReader.Read(new MemoryStream(CaptureWriter.Gzip(bytes)), ProgramLimits.Default);

        Assert.Equal([1, 2], programs.Select(program => program.Line));
    }

    [Theory]
    [InlineData("\"seed\":7", "\"seed\":\"7\"")]
    [InlineData("\"seed\":7", "\"seed\":7,\"more\":1")]
    [InlineData("\"strlog\":8", "\"strlog\":32")]
    [InlineData("\"strlog\":8,", "")]
    [InlineData("\"m\",4096", "\"m\",4097")]
    [InlineData("\"m\",4096", "\"m\",-8")]
    [InlineData("0011223344556677", "001122334455667")]
    [InlineData("0011223344556677", "00112233445566zz")]
    [InlineData("0011223344556677", "")]
    [InlineData("[\"c\",70,1]", "[\"c\",70]")]
    [InlineData("[\"c\",70,1]", "[]")]
    [InlineData("[\"c\",70,1]", "[70]")]
    [InlineData("[\"c\",70,1]", "[\"x\",70,1]")]
    [InlineData("18446744073709551615,true", "18446744073709551616,true")]
    [InlineData("18446744073709551615,true", "5,1")]
    [InlineData("\"d\",2,", "\"d\",65536,")]
    [InlineData("{\"pa\":-1}", "{\"pa\":-2}")]
    [InlineData("{\"pa\":-1}", "{}")]
    [InlineData("{\"pa\":-1}", "{\"ev\":\"00\"}")]
    [InlineData("{\"pa\":-1}", "{\"ev\":\"\\ud800\"}")]
    [InlineData("{\"pa\":-1},", "")]
    [InlineData("{\"abort\":2}", "{\"abort\":true}")]
    [InlineData("{\"abort\":2}", "{\"other\":2}")]
    [InlineData("\"mem\":[[8,", "\"mem\":[[")]
    [InlineData("\"mem\":[", "\"mem\":{")]
    public void What_is_not_a_program_is_refused_at_its_line(string good, string bad)
    {
        var text = Good + "\n" + Good.Replace(good, bad, StringComparison.Ordinal);

        var error = Assert.Throws<ProgramFormatException>(() => Read(text));

        Assert.Equal(2, error.Line);
        Assert.True(error.ByteOffset > Good.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("[]")]
    [InlineData("{\"seed\":1")]
    [InlineData("\u001f\u008b")]
    public void What_is_not_JSON_is_refused(string text) => Assert.Throws<ProgramFormatException>(() => Read(text));

    [Fact]
    public void Everything_is_bounded()
    {
        Refused(ProgramLimits.Default with { StreamBytes = 100 });
        Refused(ProgramLimits.Default with { LineBytes = 100 });
        Refused(ProgramLimits.Default with { ProgramCount = 1 });
        Refused(ProgramLimits.Default with { OperationCount = 2 });

        static void Refused(ProgramLimits limits)
        {
            var bytes = Encoding.UTF8.GetBytes(Good + "\n" + Good);
            Assert.Throws<ProgramFormatException>(() => ProgramReader.Read(new MemoryStream(bytes), limits));
            Assert.Throws<ProgramFormatException>(() => ProgramReader.Read(new MemoryStream(CaptureWriter.Gzip(bytes)), limits));
        }
    }

    [Fact]
    public void A_damaged_file_loads_or_is_refused()
    {
        var random = new Random(20_261);
        var bytes = Encoding.UTF8.GetBytes(Good + "\n" + Good);
        for (var run = 0; run < 4_000; run++)
        {
            var damaged = bytes.ToArray();
            for (var times = random.Next(1, 4); times > 0; times--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                ProgramReader.Read(new MemoryStream(damaged), ProgramLimits.Default);
            }
            catch (ProgramFormatException error)
            {
                Assert.True(error.ByteOffset >= 0);
            }
        }
    }

    private static IReadOnlyList<SmmuProgram> Read(string text) =>
        ProgramReader.Read(new MemoryStream(Encoding.Latin1.GetBytes(text)), ProgramLimits.Default);
}
