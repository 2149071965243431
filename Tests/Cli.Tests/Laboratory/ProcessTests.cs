using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Cli.Tests.Laboratory;

/// <summary>
/// Same seed, same bytes: in processes with other cultures, time zones, numbers of processors and workers, and other settings of the
/// runtime. What differs by accident between two runs of one process need not differ, so only other processes prove it.
/// </summary>
public sealed class ProcessTests
{
    private static readonly (string Name, string Value)[][] Surroundings =
    [
        [("LANG", "C"), ("LC_ALL", "C"), ("TZ", "UTC"), ("DOTNET_PROCESSOR_COUNT", "1")],
        [("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu"), ("DOTNET_PROCESSOR_COUNT", "2"), ("jobs", "2")],
        [("LANG", "de_DE.UTF-8"), ("LC_ALL", "de_DE.UTF-8"), ("DOTNET_TieredCompilation", "0"), ("DOTNET_gcServer", "1"), ("jobs", "3")],
    ];

    [Theory]
    [InlineData("unmap-vs-dma", "UnmapStride")]
    [InlineData("many-producers", "SyncSeqOutsideLock")]
    [InlineData("event-overflow", "NoOvAck")]
    public async Task Three_processes_leave_the_same_bytes(string scenario, string bug)
    {
        using var first = new TemporaryFolder();
        var expected = await ExploreAsync(Surroundings[0], first.Path, scenario, bug);
        Assert.True(expected.Files.Count > 6, $"{expected.Files.Count} files");
        foreach (var surroundings in Surroundings[1..])
        {
            using var folder = new TemporaryFolder();
            var got = await ExploreAsync(surroundings, folder.Path, scenario, bug);
            Assert.Equal(expected.Unseed, got.Unseed);
            Assert.Equal(expected.Files.Keys, got.Files.Keys);
            foreach (var (name, text) in expected.Files)
                Assert.True(text == got.Files[name], $"{name} differs with {surroundings[0].Value}");
        }
    }

    [Fact]
    public async Task The_comparison_sees_another_seed()
    {
        using var first = new TemporaryFolder();
        using var second = new TemporaryFolder();
        var one = await ExploreAsync(Surroundings[0], first.Path, "unmap-vs-dma", "UnmapStride");
        var two = await ExploreAsync(Surroundings[0], second.Path, "unmap-vs-dma", "UnmapStride", "--seed", "6");
        Assert.NotEqual(one.Unseed, two.Unseed);
        Assert.NotEqual(one.Files.Keys, two.Files.Keys);
    }

    [Fact]
    public async Task A_process_with_planted_nondeterminism_ends_with_4()
    {
        var (exitCode, output) = await RunAsync(
            Surroundings[1], "explore", LaboratoryCli.ScenarioOf("unmap-vs-dma"), "--seeds", "10", "--check-determinism", "--canary");
        Assert.True(exitCode == ExitCode.NotReproduced, output);
    }

    // As in a process of that culture where the runtime knows it; a clone of the invariant one works everywhere.
    [Fact]
    public async Task A_culture_with_other_signs_and_separators_changes_nothing()
    {
        var usual = await OutputAsync();
        var (culture, before) = ((CultureInfo)CultureInfo.InvariantCulture.Clone(), CultureInfo.CurrentCulture);
        (culture.NumberFormat.NegativeSign, culture.NumberFormat.NumberDecimalSeparator) = ("~", "!");
        (culture.NumberFormat.NumberGroupSeparator, culture.DateTimeFormat.DateSeparator) = ("?", "%");
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = (culture, culture);
            Assert.Equal(usual, await OutputAsync());
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.DefaultThreadCurrentCulture) = (before, null);
        }

        static async Task<string> OutputAsync()
        {
            using var folder = new TemporaryFolder();
            using var cli = new LaboratoryCli();
            await cli.RunAsync(
                "explore", LaboratoryCli.ScenarioOf("unmap-vs-dma"), "--bug", "UnmapStride", "--seeds", "1000", "--out", folder.Path);
            return string.Concat(FilesIn(folder.Path).Select(file => file.Key + file.Value));
        }
    }

    private static async Task<(string Unseed, SortedDictionary<string, string> Files)> ExploreAsync(
        (string, string)[] surroundings, string folder, string scenario, string bug, params string[] more)
    {
        var jobs = surroundings.FirstOrDefault(one => one.Item1 == "jobs").Item2 ?? "1";
        string[] seed = more is [] ? ["--seed", "5"] : more;
        var (exitCode, output) = await RunAsync(
            surroundings,
            ["explore", LaboratoryCli.ScenarioOf(scenario), "--bug", bug, "--seeds", "1500", "--failures", "3", "--jobs", jobs,
            "--out", folder, "--json", .. seed]);
        Assert.True(exitCode == ExitCode.Mismatch, output);
        return ((string)JsonNode.Parse(output)!["result"]!["unseed"]!, FilesIn(folder));
    }

    private static SortedDictionary<string, string> FilesIn(string folder) => new(
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(folder, file),
            file => File.ReadAllText(file).Replace(folder, "FOLDER", StringComparison.Ordinal)),
        StringComparer.Ordinal);

    private static async Task<(int ExitCode, string Output)> RunAsync((string Name, string Value)[] surroundings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "actoriommu.dll"), .. arguments])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in surroundings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + (process.ExitCode is ExitCode.AllEqual or ExitCode.Mismatch ? "" : await error));
    }
}
