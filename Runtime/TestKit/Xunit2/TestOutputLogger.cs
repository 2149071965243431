using Akka.Actor;
using Akka.Event;
using Xunit.Abstractions;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>Writes log events to a test's output.</summary>
public class TestOutputLogger : ReceiveActor
{
    /// <summary>Made by the test kit.</summary>
    /// <param name="output">The test's output.</param>
    public TestOutputLogger(ITestOutputHelper output)
    {
        Receive<LogEvent>(logEvent => Write(output, logEvent));
        Receive<InitializeLogger>(initialize =>
        {
            foreach (var level in new[] { typeof(Debug), typeof(Info), typeof(Warning), typeof(Error) })
                initialize.LoggingBus.Subscribe(Self, level);
            Sender.Tell(new LoggerInitialized());
        });
    }

    private static void Write(ITestOutputHelper output, LogEvent logEvent)
    {
        try
        {
            output.WriteLine(logEvent.ToString());
        }
        catch (FormatException)
        {
            // A message whose template and arguments disagree is still worth showing.
            output.WriteLine($"{logEvent.GetType().Name} from {logEvent.LogSource} with a malformed message template");
        }
        catch (InvalidOperationException)
        {
            // The test is over and its output is closed; what its system says while it stops has no reader.
        }
    }
}
