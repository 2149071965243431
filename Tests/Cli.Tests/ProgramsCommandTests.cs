using System.IO.Compression;
using System.Text;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests;

public sealed class ProgramsCommandTests
{
    private const string Corpus = "Tests/Corpus/qemu-10.0.2-programs-2000.jsonl.gz";

    [Fact]
    public async Task The_corpus_has_nothing_unexplained()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("programs", Corpus));

        Assert.Matches(@"equal +19,\d{3}\b", cli.Out);
        Assert.Matches(@"legal alternatives +\d", cli.Out);
        Assert.Matches(@"explained by 8: priority of faults +\d", cli.Out);
        Assert.Matches(@"explained by 12 \+ 23 together +\d", cli.Out);
        Assert.Matches(@"unexplained +0\b", cli.Out);
        Assert.Empty(cli.Error);
    }

    [Fact]
    public async Task The_counts_add_up_as_JSON()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.AllEqual, await cli.RunAsync("programs", Corpus, "--json"));

        Assert.Equal("actoriommu.programs/v1", (string?)cli.Json["schema"]);
        var result = cli.Json["result"]!.AsObject();
        var explained = result["explained"]!.AsArray().Sum(one => (long)one!["answers"]!);
        Assert.Equal(28_000, (long)result["equal"]! + (long)result["legalAlternatives"]! + explained + (long)result["unexplained"]!);
        Assert.Null(result["firstUnexplained"]);
    }

    [Fact]
    public async Task A_wrong_answer_ends_1_and_is_shown_with_its_walk()
    {
        using var folder = new TemporaryFolder();
        using var cli = new CliHarness();
        var file = folder.Add("wrong.jsonl", Encoding.UTF8.GetBytes(WrongProgram()));

        Assert.Equal(ExitCode.Mismatch, await cli.RunAsync("programs", file));

        Assert.Contains("first unexplained: program 0 (line 1, seed 0), operation 0", cli.Out, StringComparison.Ordinal);
        Assert.Contains("expected  PA 0x48000000", cli.Out, StringComparison.Ordinal);
        Assert.Contains("got       Aborted", cli.Out, StringComparison.Ordinal);
        Assert.Contains("how we came to it", cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_answer_is_in_the_JSON()
    {
        using var folder = new TemporaryFolder();
        using var cli = new CliHarness();
        var file = folder.Add("wrong.jsonl", Encoding.UTF8.GetBytes(WrongProgram()));

        Assert.Equal(ExitCode.Mismatch, await cli.RunAsync("programs", file, "--json"));

        var first = cli.Json["result"]!["firstUnexplained"]!;
        Assert.Equal(("qemu", 0), ((string?)first["wrong"], (int)first["operation"]!));
        Assert.NotEmpty(first["walk"]!.AsArray());
    }

    [Fact]
    public async Task Bad_input_ends_2_with_one_line()
    {
        using var folder = new TemporaryFolder();
        (string Name, byte[] Content)[] files = [("text.jsonl", "{}"u8.ToArray()), ("empty.jsonl", []), ("cut.jsonl.gz", [0x1f, 0x8b, 8])];
        foreach (var (name, content) in files)
        {
            using var cli = new CliHarness();
            var path = folder.Add(name, content);

            Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("programs", path));
            Assert.StartsWith($"{path}: error AIO0204: line ", Assert.Single(cli.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
            Assert.Empty(cli.Out);
        }
    }

    [Fact]
    public async Task A_missing_file_ends_2()
    {
        using var cli = new CliHarness();

        Assert.Equal(ExitCode.InvalidInput, await cli.RunAsync("programs", "gone.jsonl"));
        Assert.Equal("gone.jsonl: error AIO0203: there is no such file", cli.Error.TrimEnd());
    }

    // The first program of the corpus, whose first answer is an abort.
    private static string WrongProgram()
    {
        using var file = new GZipStream(File.OpenRead(Repository.PathOf(Corpus.Split('/'))), CompressionMode.Decompress);
        using var reader = new StreamReader(file);
        return reader.ReadLine()!.Replace("\"res\": [{\"abort\": 2}", "\"res\": [{\"pa\": 1207959552}", StringComparison.Ordinal);
    }
}
