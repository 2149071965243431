using ActorIommu.Simulation.Scenarios;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.Scenarios;

/// <summary>Whatever is wrong with a scenario is said with its line and column.</summary>
public sealed class ScenarioErrorTests
{
    [Theory]
    [InlineData("name: small", "nmae: small", "small.yaml(2,1): error AIO0102: unknown key 'nmae'")]
    [InlineData("    entries: 0x40", "    entry: 0x40", "small.yaml(7,5): error AIO0102: unknown key 'entry'; known here: entries")]
    [InlineData("kind: capture", "Kind: capture", "small.yaml(1,1): error AIO0102")]
    [InlineData("description: one line", "name: again", "small.yaml(3,1): error AIO0103: the key 'name' is there twice")]
    [InlineData("translations: 13593", "translations: many", "small.yaml(10,17): error AIO0104: 'translations' is a number")]
    [InlineData("translations: 13593", "translations: 0xzz", "small.yaml(10,17): error AIO0104")]
    [InlineData("translations: 13593", "translations: -1", "small.yaml(10,17): error AIO0104")]
    [InlineData("translations: 13593", "translations: 1.5", "small.yaml(10,17): error AIO0104")]
    [InlineData("translations: 13593", "translations: 99999999999999999999", "small.yaml(10,17): error AIO0104")]
    [InlineData("translations: 13593", "translations: '13593'", "small.yaml(10,17): error AIO0104")]
    [InlineData("translations: 13593", "translations:", "small.yaml(10,16): error AIO0104")]
    [InlineData("entries: 0x40", "entries: 0", "small.yaml(7,14): error AIO0104")]
    [InlineData("entries: 0x40", "entries: some", "small.yaml(7,14): error AIO0104: 'entries' is a number from 1 to")]
    [InlineData("kind: capture", "kind: 0", "small.yaml(1,7): error AIO0104: 'kind' is one of: capture")]
    [InlineData("kind: capture", "kind: Capture", "small.yaml(1,7): error AIO0104")]
    [InlineData("name: small", "name: ''", "small.yaml(2,7): error AIO0104: 'name' is text")]
    [InlineData("name: small", "", "small.yaml(1,1): error AIO0105: the key 'name' is required here")]
    [InlineData("  capabilities: capture", "", "small.yaml(6,3): error AIO0105: the key 'capabilities' is required here")]
    [InlineData("capture: ../../Tests/Corpus/linux-6.12-4k-strict.smcap.gz", "#", "AIO0105: the key 'capture' is")]
    [InlineData("name: small", "name: [small]", "small.yaml(2,7): error AIO0106: 'name' is a single value, not a list")]
    [InlineData("name: small", "name: { a: b }", "small.yaml(2,7): error AIO0106: 'name' is a single value, not a mapping")]
    [InlineData("    entries: 0x40", "    - 0x40", "small.yaml(7,5): error AIO0106: 'tlb' is a mapping, not a list")]
    [InlineData("name: small", "? [a]\n: b", "small.yaml(2,3): error AIO0106: a key is a word, not a list")]
    [InlineData("name: small", "name: &a small", "small.yaml(2,7): error AIO0107: scenarios do without an anchor")]
    [InlineData("name: small", "name: *a", "small.yaml(2,7): error AIO0107: scenarios do without an alias")]
    [InlineData("name: small", "name: !!str small", "small.yaml(2,7): error AIO0107: scenarios do without a tag")]
    [InlineData("linux-6.12-4k", "linux-9.99-4k", "small.yaml(8,10): error AIO0108: 'capture': there is no file '../../Tests")]
    [InlineData("name: small", "name: \"small", "error AIO0101")]
    [InlineData("name: small", "\tname: small", "error AIO0101")]
    public void A_mistake_is_found_at_its_place(string right, string wrong, string expected)
    {
        Assert.Contains(right, ScenarioText.Good, StringComparison.Ordinal);

        var errors = ScenarioText.ErrorsOf(ScenarioText.Good.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(errors, error => error.ToString().Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData("  log2VirtualQueues: 2", "  log2VirtualQueues: 1", "small.yaml(16,24): error AIO0104: the host keeps some of the VCMDQs")]
    [InlineData("  log2VirtualQueues: 2", "", "error AIO0104: the host keeps some of the VCMDQs")]
    [InlineData("device: 1, stream: 5", "device: 2, stream: 5", "small.yaml(16,24): error AIO0104: a virtual SMMU with VCMDQs")]
    [InlineData("policy: broadcast\n    devices: [{ device: 0", "policy: perInstance\n    devices: [{ device: 2", null)]
    [InlineData("    log2VirtualQueues: 1", "    log2VirtualQueues: 3", "small.yaml(16,24): error AIO0104")]
    [InlineData("workloads: []\n  guest", "workloads: [{ kind: shutDown, operations: 1, last: true }]\n  guest", null)]
    [InlineData("workloads: []\n  guest", "workloads: [{ kind: reset, operations: 1 }]\n  guest", "AIO0104: a reset of the machine's")]
    [InlineData("workloads: []\n  guest", "workloads: [{ kind: shutDown, operations: 1 }]\n  guest", "AIO0104: shutDown is last")]
    public void Queues_of_hardware_are_of_one_SMMU_and_not_all_of_the_guest(string right, string wrong, string? expected)
    {
        var text = right.Length == 0 ? ScenarioText.GoodGuest : ScenarioText.GoodGuest.Replace(right, wrong, StringComparison.Ordinal);
        if (expected is null) Assert.NotNull(ScenarioText.Parse(text).Simulation!.Guest!.Log2VirtualQueues);
        else Assert.Contains(ScenarioText.ErrorsOf(text), error => $"{error}".Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("process-faults", "kind: randomDma", "kind: eventStorm", "only randomDma is for the address space of a process")]
    [InlineData("process-faults", "devices: [0, 1], pages", "devices: [0, 2], pages", "there is no number 2: there are 2")]
    [InlineData("process-faults", "domains: []", "domains: [{ pages: 1, devices: [0] }]", "device 0 is attached already")]
    [InlineData(
        "process-faults", "  workloads:", "  guest: { devices: [], domains: [], workloads: [] }\n  workloads:",
        "a process is not beside a guest")]
    [InlineData("page-to-block", "mapsBlocks: true", "mapsBlocks: true, tablePerPage: true", "not beside tablePerPage")]
    [InlineData("page-to-block", "mapsBlocks: true", "mapsBlocks: true, granule: k64", "its granule is k4")]
    [InlineData("page-to-block", "operations: 6, clients: 2", "operations: 50, clients: 2", "more than 100 pages and operations")]
    [InlineData("page-to-block", "operations: 6, clients: 2", "operations: 6, pasid: 1", "this kind has no 'pasid'")]
    public void A_mistake_in_a_scenario_that_is_right_is_found(string scenario, string right, string wrong, string expected)
    {
        var text = File.ReadAllText(Repository.PathOf("config", "scenarios", $"{scenario}.yaml"));
        Assert.Contains(right, text, StringComparison.Ordinal);

        var errors = ScenarioText.ErrorsOf(text.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(errors, error => error.ToString().Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void All_mistakes_are_reported_in_the_order_of_the_file()
    {
        var errors = ScenarioText.ErrorsOf(
            ScenarioText.Good
                .Replace("name:", "nmae:", StringComparison.Ordinal)
                .Replace("0x40", "lots", StringComparison.Ordinal)
                .Replace("39", "few", StringComparison.Ordinal));

        Assert.Equal(
            [ScenarioError.MissingKey, ScenarioError.UnknownKey, ScenarioError.BadValue, ScenarioError.BadValue],
            errors.Select(error => error.Error));
        Assert.Equal([1, 2, 7, 11], errors.Select(error => error.Line));
    }

    [Theory]
    [InlineData("", "AIO0101")]
    [InlineData("# nothing\n", "AIO0101")]
    [InlineData("capture", "AIO0106")]
    [InlineData("- capture", "AIO0106")]
    [InlineData("%YAML 9.9\n---\na: b", "AIO0101")]
    public void A_file_without_a_scenario_in_it(string text, string code) =>
        Assert.Equal(code, Assert.Single(ScenarioText.ErrorsOf(text)).Code);

    [Fact]
    public void A_second_document() =>
        Assert.Equal("AIO0107", Assert.Single(ScenarioText.ErrorsOf(ScenarioText.Good + "\n---\nname: other\n")).Code);

    [Fact]
    public void Deep_nesting_ends_in_an_error_and_not_in_the_stack() =>
        Assert.Equal("AIO0107", Assert.Single(ScenarioText.ErrorsOf("name: " + new string('[', 50_000))).Code);

    [Fact]
    public void A_missing_file()
    {
        var error = Assert.Throws<ScenarioException>(() => ScenarioReader.Load("config/nowhere.yaml", Repository.Root));

        Assert.Equal("config/nowhere.yaml: error AIO0100: there is no such file", error.Message);
    }

    [Fact]
    public void A_folder_in_place_of_a_file() =>
        Assert.Equal("AIO0100", Assert.Throws<ScenarioException>(() => ScenarioReader.Load("config", Repository.Root)).Diagnostics[0].Code);

    [Fact]
    public void A_file_that_is_too_large_or_not_text()
    {
        // Captures are both.
        var path = Repository.Captures[0];

        Assert.Equal("AIO0100", Assert.Throws<ScenarioException>(() => ScenarioReader.Load(path, Repository.Root)).Diagnostics[0].Code);
    }

    [Fact]
    public void Damaged_scenarios_load_or_are_refused()
    {
        const int seed = 7, runs = 20_000;
        const string alphabet = " \n\t:-[]{}&*!|>'\"#%@`,?0x~aé\0\u2028";
        var random = new Random(seed);
        for (var run = 0; run < runs; run++)
        {
            var text = ScenarioText.Good.ToList();
            for (var times = random.Next(1, 4); times > 0; times--)
                text[random.Next(text.Count)] = alphabet[random.Next(alphabet.Length)];

            var damaged = new string([.. text]);
            var error = Record.Exception(() => ScenarioText.Parse(damaged));
            Assert.True(error is null or ScenarioException, $"seed {seed}, run {run}: {error}\n{damaged}");
        }
    }
}
