// Stands in for the actor core until that is merged; delete this file then.
#pragma warning disable CS1591, CA1711
namespace Akka.Actor
{
    public class AkkaException(string? message, Exception? cause = null) : Exception(message, cause);

    public interface ICanTell
    {
        void Tell(object message, IActorRef sender);
    }

    public interface IActorRef : ICanTell;
}

namespace Akka.Dispatch
{
    public interface IRunnable
    {
        void Run();
    }
}

namespace Akka.Event
{
    public interface ILoggingAdapter
    {
        void Error(Exception cause, string format, params object[] args);
    }
}
