using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace ActorIommu.Cli.Laboratory;

/// <summary>The results as a file that CI services show: a test case for each scenario, with a failure for each failing run.</summary>
internal static class JUnitFile
{
    public static void Write(string path, string name, IReadOnlyList<ExplorationReport> reports)
    {
        var suite = new XElement(
            "testsuite", new XAttribute("name", "actoriommu"), new XAttribute("tests", reports.Count),
            new XAttribute("failures", reports.Count(report => report.ExitCode != ExitCode.AllEqual)),
            new XAttribute("time", Seconds(reports.Sum(report => report.Elapsed.TotalSeconds))), reports.Select(CaseOf));
        try
        {
            using var writer = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, NewLineChars = "\n" });
            new XDocument(suite).Save(writer);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(new InputError(name, InputError.UnreadableFolder, error.Message));
        }
    }

    private static XElement CaseOf(ExplorationReport report)
    {
        var test = new XElement(
            "testcase",
            new XAttribute("classname", "actoriommu"),
            new XAttribute("name", report.Job.Scenario.Scenario.Name),
            new XAttribute("time", Seconds(report.Elapsed.TotalSeconds)),
            report.Failures.Select(run => Failure(run.Result.Outcome.FailureClass, $"{run.Result.Outcome.Explanation}\n{run.Folder}")));
        if (report.Nondeterminism is { } difference) test.Add(Failure("nondeterminism", difference));
        else if (report.Failures.Count == 0 && report.ExitCode != ExitCode.AllEqual) test.Add(Failure("unknown", report.Verdict));
        test.Add(new XElement("system-out", $"again: {report.Job.Reproduction}"));
        return test;
    }

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static XElement Failure(string type, string text) =>
        new("failure", new XAttribute("type", type), new XAttribute("message", type), text);
}
