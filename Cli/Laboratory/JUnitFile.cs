using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace ActorIommu.Cli.Laboratory;

/// <summary>The result as a file that CI services show: one test case, with a failure for each failing run.</summary>
internal static class JUnitFile
{
    public static void Write(string path, string name, ExplorationReport report)
    {
        var seconds = report.Elapsed.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        var test = new XElement(
            "testcase",
            new XAttribute("classname", "actoriommu"),
            new XAttribute("name", report.Job.Scenario.Scenario.Name),
            new XAttribute("time", seconds),
            report.Failures.Select(run => Failure(run.Result.Outcome.FailureClass, $"{run.Result.Outcome.Explanation}\n{run.Folder}")));
        if (report.Nondeterminism is { } difference) test.Add(Failure("nondeterminism", difference));
        else if (report.Failures.Count == 0 && report.ExitCode != ExitCode.AllEqual) test.Add(Failure("unknown", report.Verdict));
        test.Add(new XElement("system-out", $"again: {report.Job.Reproduction}"));
        var failures = report.ExitCode == ExitCode.AllEqual ? 0 : 1;
        var suite = new XElement(
            "testsuite", new XAttribute("name", "actoriommu"), new XAttribute("tests", 1), new XAttribute("failures", failures),
            new XAttribute("time", seconds), test);
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

    private static XElement Failure(string type, string text) =>
        new("failure", new XAttribute("type", type), new XAttribute("message", type), text);
}
