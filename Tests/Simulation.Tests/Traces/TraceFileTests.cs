using ActorIommu.Hardware.Freedoms;
using ActorIommu.Messages;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;
using ActorIommu.Simulation.Tests.Engine;
using ActorIommu.Simulation.Traces;

namespace ActorIommu.Simulation.Tests.Traces;

public sealed class TraceFileTests
{
    private static readonly TraceHeader Header = new()
    {
        Scenario = "toy",
        ScenarioHash = 0xAB,
        Seed = 18446744073709551615,
        Schedule = 3,
        Strategy = "pct(3)",
        Unseed = 1,
    };

    private static readonly ChoiceTrace Small = new(
        Header,
        (Choice[])
        [
            new(ChoiceSite.Delivery, 3, 2), new(ChoiceSite.Workload, 5, 0), new(ChoiceSite.Workload, 5, 0),
            new(ChoiceSite.Of(Freedom.LateAcknowledge), 2, 1), new(ChoiceSite.Of(FaultSite.ClockJump), 2, 0),
            new(ChoiceSite.TimerOrder, 2, 1),
        ]);

    private static readonly string Text = TraceWriter.ToText(Small);

    public static TheoryData<string, string, string> Damages => new()
    {
        { "actoriommu.trace 1", "actoriommu.trace 2", "(1,1): error: expected 'actoriommu.trace 1'" },
        { "scenario toy", "scenario", "(2,1): error: expected 'scenario' and its value" },
        { "00000000000000ab", "00000000000000AB", "(3,15): error: '00000000000000AB' is not 16" },
        { "seed 1844", "seed +1844", "(5,6): error:" },
        { "seed 18446744073709551615", "seed 18446744073709551616", "(5,6): error:" },
        { "schedule 3", "schedule -3", "(6,10): error:" },
        { "schedule 3\n", "", "(6,1): error: expected 'schedule' and its value" },
        { "choices 6", "choices 5", "(12,31): error: more than the 5 choices" },
        { "choices 6", "choices 7", "(13,1): error: 'end' is not a choice" },
        { "choices 6", "choices 2000000000", "(10,9): error: '2000000000' is more than" },
        { "w:0/5*2", "w:0/5*1", "(12,7): error: 'w:0/5*1' is not a choice" },
        { "w:0/5*2", "w:5/5*2", "(12,7): error: 'w:5/5*2' is not a choice" },
        { "w:0/5*2", "w:00/5*2", "is not a choice" },
        { "h11:1/2", "h99:1/2", "'h99:1/2' is not a choice" },
        { "h11:1/2", "h011:1/2", "is not a choice" },
        { "d:2/3 ", "d:2/3  ", "(12,7): error: '' is not a choice" },
        { "d:2/3", "d:1/3", "(13,5): error: the checksum does not fit" },
        { "pct(3)", "pct(4)", "(13,5): error: the checksum does not fit" },
        { "d:2/3 ", "d:2/3\n", "(12,6): error: this is not the way" },
        { "w:0/5*2", "w:0/5 w:0/5", "(12,12): error: this is not the way" },
        { "\nend", "\nend 1\nend", "(13,5): error: '1' is not 16" },
    };

    [Fact]
    public void The_text_of_a_trace()
    {
        var lines = Text.Split('\n');
        Assert.Equal("actoriommu.trace 1", lines[0]);
        Assert.Equal("d:2/3 w:0/5*2 h11:1/2 f13:0/2 t:1/2", lines[11]);
    }

    [Fact]
    public void What_is_written_is_read()
    {
        var simulator = new Simulator(Chatter.Scenario, Chatter.Options);
        for (var schedule = 0; schedule < 40; schedule++)
        {
            var result = simulator.Run(Portfolio.Default(), seed: 5, schedule);
            var header = Header with { Unseed = result.Unseed, Strategy = result.Strategy };
            var text = TraceWriter.ToText(new ChoiceTrace(header, simulator.LastChoices()));

            var read = TraceReader.Read(text, "choices.trace");

            Assert.Equal(header, read.Header);
            Assert.Equal(simulator.LastChoices().ToArray(), read.Choices.ToArray());
            Assert.Equal(text, TraceWriter.ToText(read));
            Assert.Equal(result.Unseed, simulator.Replay(read).Unseed);
        }
    }

    [Fact]
    public void An_unseed_that_is_not_that_of_the_trace_is_a_divergence()
    {
        var simulator = new Simulator(Chatter.Scenario, Chatter.Options);
        var result = simulator.Run(new RandomStrategy(), seed: 5);
        var trace = new ChoiceTrace(Header with { Unseed = result.Unseed + 1 }, simulator.LastChoices());

        var divergence = Assert.Throws<ReplayDivergenceException>(() => simulator.Replay(trace));

        Assert.StartsWith("unseed", divergence.Got, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_without_choices_is_a_trace() =>
        Assert.Equal(0, TraceReader.Read(TraceWriter.ToText(new ChoiceTrace(Header, default)), "x").Choices.Length);

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_file_is_refused_with_its_place(string part, string by, string message)
    {
        var damaged = Text.Replace(part, by, StringComparison.Ordinal);
        Assert.NotEqual(Text, damaged);

        var error = Assert.Throws<TraceFormatException>(() => TraceReader.Read(damaged, "choices.trace"));

        Assert.StartsWith("choices.trace(", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_that_is_cut_or_has_a_byte_changed_or_added_is_refused()
    {
        for (var at = 0; at < Text.Length; at++)
        {
            Assert.Throws<TraceFormatException>(() => TraceReader.Read(Text[..at], "x"));
            foreach (var c in "0a \n/*")
            {
                if (Text[at] != c) Assert.Throws<TraceFormatException>(() => TraceReader.Read($"{Text[..at]}{c}{Text[(at + 1)..]}", "x"));
            }
        }

        Assert.Throws<TraceFormatException>(() => TraceReader.Read(Text + "\n", "x"));
        Assert.Throws<TraceFormatException>(() => TraceReader.Read(Text.ReplaceLineEndings("\r\n"), "x"));
    }

    [Fact]
    public void Every_site_has_one_name()
    {
        ChoiceSite[] sites =
        [
            ChoiceSite.Delivery, ChoiceSite.TimerOrder, ChoiceSite.Workload, ChoiceSite.Time,
            .. Enum.GetValues<Freedom>().Select(ChoiceSite.Of), .. Enum.GetValues<FaultSite>().Select(ChoiceSite.Of),
        ];

        Assert.Equal(sites.Length, sites.Select(site => site.ShortName).Distinct().Count());
        foreach (var site in sites)
        {
            Assert.True(ChoiceSite.TryParse(site.ShortName, out var read));
            Assert.Equal(site, read);
        }
    }
}
