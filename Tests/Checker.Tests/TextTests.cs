using ActorIommu.Checker.Tests.Generated;
using ActorIommu.Checker.Text;
using ActorIommu.Hardware.Tests.Support;
using ActorIommu.Messages.History;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Checker.Tests;

/// <summary>What is written and read: history.txt, history.jsonl, witnesses, docs/CHECKER.md.</summary>
public sealed class TextTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        for (var run = 0UL; run < 20; run++)
        {
            var history = new GeneratedMachine(Prng.Seed + run, Defect.None).Run();
            var read = HistoryJson.Read(HistoryJson.Write(history).TrimEnd('\n').Split('\n'), out var error);

            Assert.Null(error);
            Assert.Equal(history, read);
        }
    }

    [Fact]
    public void Every_event_can_be_written_and_read()
    {
        foreach (var type in typeof(IHistoryEvent).Assembly.GetTypes().Where(type => type.IsClass
            && typeof(IHistoryEvent).IsAssignableFrom(type)))
        {
            var constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
            var made = (IHistoryEvent)constructor.Invoke([.. constructor.GetParameters().Select(one => Default(one.ParameterType))]);
            string[] lines = [HistoryJson.Header, HistoryJson.Line(new StampedEvent(1, 1, made))];

            var read = HistoryJson.Read(lines, out var error);

            Assert.True(error is null, $"{type.Name}: {error?.Reason}\n{lines[1]}");
            Assert.Equal(made, read[0].Event);
        }
    }

    [Theory]
    [InlineData("""{"seq":1,"time":1,"what":"RunEnded","isQuiescent":true}""", null)]
    [InlineData("""{"seq":2,"time":1,"what":"RunEnded","isQuiescent":true}""", "seq is 2")]
    [InlineData("""{"seq":1,"time":1,"what":"RunEnded"}""", "isQuiescent is missing")]
    [InlineData("""{"seq":1,"time":1,"what":"RunEnded","isQuiescent":true,"more":1}""", "more is no field")]
    [InlineData("""{"seq":1,"time":1,"what":"RunBegan","isQuiescent":true}""", "there is no event RunBegan")]
    [InlineData("""{"seq":1,"time":1,"what":"RunEnded","isQuiescent":1}""", "")]
    [InlineData("""{"seq":1,"what":"RunEnded","isQuiescent":true}""", "time is missing")]
    [InlineData("""{"seq":1,"time":1,"what":"GuestEvent","guest":0,"event":{"what":"RunEnded","isQuiescent":true}}""", null)]
    [InlineData("""{"seq":1,"time":1,"what":"GuestEvent","guest":0,"event":{"isQuiescent":true}}""", "what is missing")]
    [InlineData("""{"seq":1,"time":1,"what":"GuestEvent","guest":0,"event":{"what":"RunBegan"}}""", "there is no event")]
    [InlineData("[]", "not an object")]
    [InlineData("{", "")]
    public void The_reader_is_strict(string line, string? reason)
    {
        HistoryJson.Read([HistoryJson.Header, line], out var error);

        if (reason is null) Assert.Null(error);
        else
        {
            Assert.Equal(2, error!.Line);
            Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_without_a_header_is_none()
    {
        HistoryJson.Read([], out var empty);
        HistoryJson.Read(["{}"], out var other);

        Assert.Equal(1, empty!.Line);
        Assert.Contains("header", other!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_history_txt()
    {
        var script = new Script(1);
        script.Map(0x4000, 0x80000000);

        Assert.Contains("    6        60 op#2     begins map(domain1, 0x4000..0x4fff) by op#2", HistoryText.Write(script.Events).Split('\n')
            .Select(line => line.Replace("    7        70", "    6        60", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_page_of_the_checker_names_every_oracle_with_its_statement()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "CHECKER.md"));

        foreach (var oracle in new HistoryJudge().Oracles)
        {
            Assert.Contains($"| {oracle.Name} |", page, StringComparison.Ordinal);
            Assert.Contains(oracle.Statement, page, StringComparison.Ordinal);
            Assert.Contains($"`{oracle.Class}`", page, StringComparison.Ordinal);
            Assert.True(File.Exists(Repository.PathOf("Checker", "Oracles", $"{oracle.Class}.cs")), oracle.Name);
        }
    }

    [Fact]
    public void A_history_that_is_not_followed_is_unknown_and_not_valid()
    {
        var script = new Script(1);
        script.Add(new OperationEnded(new OperationId(99), OperationStatus.Success, 0, 0));
        Assert.Equal(VerdictKind.Unknown, script.Judge().Kind);

        var wide = new Script(1);
        wide.Add(new CommandQueueStarted(new QueueId(new ActorIommu.Messages.SmmuId(8), 0), 8, 0));
        Assert.Equal(VerdictKind.Unknown, wide.Judge().Kind);
    }

    private static object? Default(Type type)
    {
        if (type == typeof(string)) return "part";
        if (type == typeof(IHistoryEvent)) return new RunEnded(IsQuiescent: true);
        return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;
    }
}
